import { Address } from '@ecommerce/shared/address/address.ts';
import { EmailAddress } from '@ecommerce/shared/emailAddress.ts';
import { invalidInput } from '@ecommerce/shared/errors.ts';
import { hashOf } from '@ecommerce/shared/idempotency.ts';
import { LanguageTag } from '@ecommerce/shared/languages/languageTag.ts';
import { amountFromZeroUpTo, withoutNoise } from '@ecommerce/shared/money.ts';
import { arrayUpTo, multiLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { CartLine, MAX_ENTRIES, summed } from '../cart/cart.ts';
import { DiscountCode, MAX_CODES } from '../discounts/discount.ts';
import { MAX_LINES, MAX_QUANTITY, MAX_TOTAL, type Order, type RequestedLine, sortedLines } from '../order/order.ts';
import { settingsId } from '../settings/settingsFields.ts';
import { VatId } from '../settings/shopSettings.ts';

const checkoutFields = {
  email: EmailAddress.meta({
    description:
      'Of a guest, who sends no token: where the emails about this order go. An account orders with its own.',
  }).optional(),
  items: arrayUpTo(MAX_ENTRIES, CartLine, 1).optional(),
  total: amountFromZeroUpTo(MAX_TOTAL).optional(),
  shippingAddress: Address.optional(),
  billingAddress: Address.optional(),
  shippingMethod: settingsId
    .meta({ description: 'The id of one of the methods of `POST /checkout/quote`.' })
    .optional(),
  discountCodes: arrayUpTo(MAX_CODES, DiscountCode).optional(),
  vatId: VatId.optional(),
  locale: LanguageTag.optional(),
  note: multiLineText(500).optional(),
};

type Fields = z.infer<z.ZodObject<typeof checkoutFields>>;

const checkFields = (
  { items = [], total, discountCodes = [], shippingAddress, shippingMethod }: Fields,
  context: z.RefinementCtx,
): void => {
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  const lines = summed(items);
  if (lines.length > MAX_LINES) refuse('items', `must name at most ${MAX_LINES} products`);
  if (lines.some(({ quantity }) => quantity > MAX_QUANTITY)) {
    refuse('items', `must ask for at most ${MAX_QUANTITY} of one product`);
  }
  // Only a discount makes an order free
  if (total === 0 && discountCodes.length === 0) refuse('total', 'Too small: expected number to be >0');
  if (shippingMethod !== undefined && !shippingAddress) refuse('shippingAddress', 'is required with shippingMethod');
};

/** Body of `POST /checkout/quote`: that of `POST /checkout`, where the total need not be known yet. */
export const QuoteBody = z.strictObject(checkoutFields).superRefine(checkFields).optional();

/**
 * Body of `POST /checkout`. Without `items` the cart is ordered. `total` is the total that the customer saw, a decimal in the shop's
 * currency.
 */
export const CheckoutBody = z
  .strictObject(checkoutFields)
  .refine(({ items, total }) => items === undefined || total !== undefined, {
    path: ['total'],
    message: 'is required where items are named',
  })
  .superRefine(checkFields)
  .optional();

/** What an order is to be made of. */
export type CheckoutRequest = {
  /** Each product once; `undefined` means the content of the cart. */
  lines: RequestedLine[] | undefined;
  /** A decimal in the shop's currency. */
  total: number | undefined;
  /** In their normal form, each once; absent where there is none. */
  discountCodes?: string[] | undefined;
  shippingMethod?: string | undefined;
} & Pick<Order, 'shippingAddress' | 'billingAddress' | 'vatId' | 'locale' | 'note'>;

/** Converts a body to a request. */
export const checkoutRequest = ({
  items,
  total,
  discountCodes = [],
  email: _,
  ...others
}: Partial<Fields> = {}): CheckoutRequest => ({
  ...others,
  lines: items && summed(items),
  total,
  discountCodes: discountCodes.length > 0 ? [...new Set(discountCodes)].sort() : undefined,
});

/**
 * Converts the body of a request with a token.
 *
 * @throws DomainError INVALID_INPUT for an address: the account has its own
 */
export const accountRequest = (body?: Partial<Fields>): CheckoutRequest => {
  if (body?.email !== undefined) {
    throw invalidInput([{ path: 'email', message: 'is for guests: an account orders with its own address' }]);
  }
  return checkoutRequest(body);
};

/** The UUIDs that something random makes; not those of zeros or ones alone. */
const RANDOM_UUID = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;

/** What a guest orders, who has no cart: everything that identifies it is in the request. */
export type GuestRequest = { email: string; idempotencyKey: string; request: CheckoutRequest };

/**
 * Converts the body of a request without a token.
 *
 * @throws DomainError INVALID_INPUT that names what a guest has to send
 */
export const guestRequest = (body: Partial<Fields> = {}, idempotencyKey: string | undefined): GuestRequest => {
  const { email, items } = body;
  const isUuid = RANDOM_UUID.test(idempotencyKey ?? '');
  if (email !== undefined && items && idempotencyKey !== undefined && isUuid) {
    return { email, idempotencyKey, request: checkoutRequest(body) };
  }
  throw invalidInput([
    ...(email === undefined ? [{ path: 'email', message: 'is required without a token' }] : []),
    ...(items ? [] : [{ path: 'items', message: 'is required without a token: a guest has no cart' }]),
    ...(isUuid ? [] : [{ path: 'Idempotency-Key', message: 'must be a random UUID: a guest has to send one' }]),
  ]);
};

/**
 * Returns the SHA-256 (hex) of the request, without the content of the cart: repeated when the cart is empty, it is the same request. It
 * never equals that of a `POST /create-order`, which may have the same key.
 */
export const checkoutHash = ({ lines, total, ...others }: CheckoutRequest): string => {
  const details = Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return hashOf({
    checkout: lines ? sortedLines(lines) : 'cart',
    total: total === undefined ? null : withoutNoise(total),
    ...(details.length > 0 ? { details } : {}),
  });
};
