import type { ErrorCode } from '../src/errors.ts';
import type { RouteDefinition } from '../src/route.ts';
import type { Json } from './description.ts';

/** An error as a route answers it: its sentence, and the additional fields of its code. */
type Example = { error: string; data?: Json };

const issue = (path: string, message: string): Json => ({ issues: [{ path, message }] });

const examples: Readonly<Record<ErrorCode, Example>> = {
  INVALID_JSON: { error: 'The body is not valid JSON.', data: issue('', 'must be a JSON object') },
  INVALID_ENCODING: {
    error: 'The body is not valid UTF-8, or holds U+FFFD in the place of a lost character.',
    data: issue('', 'must be UTF-8'),
  },
  INVALID_INPUT: { error: 'colour: is not a known field', data: issue('colour', 'is not a known field') },
  BODY_TOO_LARGE: { error: 'The body is larger than 65536 bytes.' },
  INVALID_PASSWORD: {
    error: 'The password is too weak.',
    data: issue('password', 'Password did not conform with policy: Password must have uppercase characters'),
  },
  INVALID_CONFIRMATION_CODE: {
    error: 'The code is wrong or has expired.',
    data: issue('confirmationCode', 'is wrong or has expired'),
  },
  INSUFFICIENT_STOCK: { error: 'Insufficient stock available', data: { quantityAvailable: 1 } },
  INVALID_SIGNATURE: { error: 'The signature is not valid for this body and timestamp.' },
  UNAUTHORIZED: { error: 'The token is not valid: sign in again.' },
  INVALID_CREDENTIALS: { error: 'Incorrect full name or password.' },
  GATEWAY_REQUIRED: { error: 'This API is reached at the shop’s own address.' },
  FORBIDDEN: { error: 'Only administrators may do this.' },
  PASSWORD_RESET_REQUIRED: { error: 'Set a new password first, with /forgot-password and /reset-password.' },
  CODE_NOT_SENT: { error: 'The account was created, but its code could not be sent: request another one.' },
  USER_NOT_CONFIRMED: { error: 'The account is not confirmed yet: use the code from the email.' },
  EMAIL_NOT_VERIFIED: { error: 'Confirm your email address first, then sign in again.' },
  GUEST_CHECKOUT_REFUSED: { error: 'This shop takes orders with an account only: sign in first.' },
  WISH_LIST_FULL: { error: 'A wish list has at most 100 entries.' },
  STOCK_ALERTS_FULL: { error: 'Customers are told of at most 100 products.' },
  IN_STOCK: { error: 'The product is in stock.' },
  PURCHASE_REQUIRED: { error: 'Only customers to whom the product was sent can review it.' },
  REVIEW_CHANGED: { error: 'The review has changed since: read it again.' },
  NOT_FOUND: { error: 'The requested resource does not exist.' },
  PRODUCT_NOT_FOUND: { error: 'Product not found or not approved' },
  IDEMPOTENCY_KEY_REUSED: { error: 'This Idempotency-Key was used for another request.' },
  IMAGE_NOT_CHECKED: { error: 'The image of this product has not arrived yet.' },
  INVOICE_NOT_ISSUED: { error: 'The order has no invoice: it gets one soon after it is paid through the shop.' },
  ALREADY_REJECTED: { error: 'The product was rejected before.' },
  PRODUCT_IS_DRAFT: { error: 'The product is a draft: submit it first.' },
  PRODUCT_ARCHIVED: { error: 'The product is archived: restore it first.' },
  PRODUCT_CHANGED: { error: 'The product has changed since: check it again.' },
  VARIANT_REQUIRED: { error: 'The product has several variants: name one of them by variantId.' },
  VARIANT_NOT_FOUND: { error: 'The product has no such variant.' },
  IMPORT_NOT_FOUND: { error: 'There is no such import, or it is older than a month.' },
  EXPORT_NOT_READY: { error: 'The file is being written: ask again in a moment.' },
  IMAGE_NOT_FOUND: { error: 'The product has no such image.' },
  VARIANT_EXISTS: {
    error: 'Another variant has the same options.',
    data: { variantId: '0d3f6f52-6c3e-4a6c-9a0e-1c5c1f0c7d10' },
  },
  SKU_TAKEN: {
    error: 'Another variant has the SKU SHOE-42.',
    data: {
      productId: 'faaebaca-a48c-4417-aced-365ea474bf3d',
      variantId: '0d3f6f52-6c3e-4a6c-9a0e-1c5c1f0c7d10',
    },
  },
  LAST_VARIANT: { error: 'It is the product’s only variant: delete the product instead.' },
  TOO_MANY_VARIANTS: { error: 'A product has at most 200 variants.' },
  LAST_IMAGE: { error: 'It is the product’s only image: upload another one first.' },
  TOO_MANY_IMAGES: { error: 'A product has at most 10 images.' },
  STOCK_TOO_LOW: { error: 'There are only 3 units in stock.', data: { quantityAvailable: 3 } },
  CATEGORY_HAS_CHILDREN: {
    error: 'Move or delete the categories below it first: shoes.',
    data: { children: [{ id: '4a4c9f0e-3d52-4b0b-9a3e-5f0c2f6f8b11', categoryName: 'shoes' }] },
  },
  CATEGORY_TREE_FULL: { error: 'At most 1000 categories can have a place in the tree.' },
  ADDRESS_BOOK_FULL: { error: 'An address book holds at most 20 addresses.' },
  LAST_ADMIN: { error: 'The last admin must stay one.' },
  MFA_ENABLED: { error: 'The account has an authenticator app: remove it first.' },
  MFA_NOT_ENABLED: { error: 'The account has no authenticator app.' },
  CART_EMPTY: { error: 'The cart is empty.' },
  CART_CHANGED: { error: 'Another request changed or ordered the cart: check it and try again.' },
  CART_FULL: { error: 'The cart has 40 lines already.' },
  CURRENCY_MISMATCH: { error: 'The products are priced in different currencies.' },
  TOTAL_CHANGED: { error: 'The total is out of date.', data: { total: 49.9, currency: 'EUR' } },
  CHECKOUT_REQUIRED: {
    error: 'This shop charges shipping or taxes, which depend on an address: order with POST /checkout.',
  },
  DISCOUNT_EXISTS: { error: 'There is a discount with this code already.' },
  SETTINGS_CHANGED: { error: 'Somebody else has changed this since: read it again.', data: { version: 3 } },
  DISCOUNT_NOT_APPLICABLE: {
    error: 'The code AUTUMN cannot be used: it is no longer valid.',
    data: { discountCode: 'AUTUMN', reason: 'expired' },
  },
  PAYMENT_NOT_CONFIRMED: { error: 'The provider has not confirmed the payment: it is unpaid.' },
  PAYMENT_MISMATCH: { error: "The amount of the event is not the order's." },
  PAYMENT_REQUIRED: { error: 'This shop does not accept orders without payment: order with POST /checkout.' },
  TOO_MANY_UNPAID_ORDERS: {
    error: 'At most 5 orders of 1000 pieces together may wait for your payment: pay or cancel one of them first.',
    data: { maxOrders: 5, maxUnits: 1000, openOrders: 5, openUnits: 12 },
  },
  ORDER_CHANGED: { error: 'Somebody else has just changed the order: check it and try again.' },
  ORDER_NOT_CHANGEABLE: { error: 'A parcel has left: the addresses can no longer be changed.' },
  ORDER_NOT_CLAIMABLE: { error: 'The order was placed with another email address than that of the account.' },
  ORDER_NOT_FULFILLABLE: { error: 'The order is cancelled and cannot be shipped.' },
  QUANTITY_TOO_LARGE: {
    error: 'items.0.quantity: must be at most 1',
    data: issue('items.0.quantity', 'must be at most 1'),
  },
  ORDER_NOT_CANCELLABLE: { error: 'The order is shipping and can no longer be cancelled.' },
  ORDER_NOT_PAYABLE: { error: 'The order has been paid.' },
  ORDER_NOT_REFUNDABLE: { error: 'The order has not shipped yet: cancel it to have its payment refunded in full.' },
  ORDER_NOT_RETURNABLE: { error: 'Nothing of this order has been delivered yet.' },
  RETURN_NOT_OPEN: { error: 'The return is refused, not requested.' },
  REFUND_TOO_LARGE: { error: 'At most 19.90 EUR can be refunded.', data: { refundable: 19.9 } },
  UNSUPPORTED_MEDIA_TYPE: { error: 'The body must be UTF-8: its Content-Type names another charset.' },
  TOO_MANY_REQUESTS: { error: 'Too many attempts: try again later.' },
  INTERNAL_ERROR: { error: 'Something went wrong on our side.' },
  UNAVAILABLE: { error: 'This cannot be done right now: try again in a moment.' },
};

/** API Gateway's own messages, by status. */
const gatewayMessages: Readonly<Record<number, string>> = {
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The sentence at sign-in, where the caller need not be an admin. */
const furtherStep = 'This account needs a further step that is not offered here.';

const forbiddenText = (auth: RouteDefinition['auth'], adminsOnly: string): string => {
  if (auth === undefined) return furtherStep;
  return auth === 'staff' ? 'Only staff may do this.' : adminsOnly;
};

/**
 * Returns an example of each answer that a route may give with an error's status, by code; `GATEWAY` is API Gateway's own.
 *
 * @param codes the codes of this status
 */
export const errorExamples = (
  status: number,
  codes: readonly ErrorCode[],
  { auth, failureMsg }: Pick<RouteDefinition, 'auth' | 'failureMsg'>,
): Record<string, { value: Json }> => {
  const own = codes.map((code) => {
    const { error, data } = examples[code];
    const value = {
      ...(failureMsg === undefined ? {} : { msg: failureMsg }),
      error: code === 'FORBIDDEN' ? forbiddenText(auth, error) : error,
      code,
      requestId: 'FLd3jhWnDoEEJ6A=',
      ...data,
    };
    return [code, { value }] as const;
  });
  const message = gatewayMessages[status];
  return { ...Object.fromEntries(own), ...(message === undefined ? {} : { GATEWAY: { value: { message } } }) };
};
