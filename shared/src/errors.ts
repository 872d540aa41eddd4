/** Error codes of all five APIs with their HTTP statuses. A code means the same in every service. */
export const ERROR_STATUS = {
  INVALID_JSON: 400,
  INVALID_ENCODING: 400,
  INVALID_INPUT: 400,
  BODY_TOO_LARGE: 400,
  INVALID_PASSWORD: 400,
  INVALID_CONFIRMATION_CODE: 400,
  INSUFFICIENT_STOCK: 400,
  VARIANT_REQUIRED: 400,
  INVALID_SIGNATURE: 400,
  UNAUTHORIZED: 401,
  INVALID_CREDENTIALS: 401,
  FORBIDDEN: 403,
  GATEWAY_REQUIRED: 403,
  USER_NOT_CONFIRMED: 403,
  PASSWORD_RESET_REQUIRED: 403,
  EMAIL_NOT_VERIFIED: 403,
  GUEST_CHECKOUT_REFUSED: 403,
  NOT_FOUND: 404,
  PRODUCT_NOT_FOUND: 404,
  VARIANT_NOT_FOUND: 404,
  IMAGE_NOT_FOUND: 404,
  IMPORT_NOT_FOUND: 404,
  IDEMPOTENCY_KEY_REUSED: 409,
  IMAGE_NOT_CHECKED: 409,
  INVOICE_NOT_ISSUED: 409,
  ALREADY_REJECTED: 409,
  EXPORT_NOT_READY: 409,
  PRODUCT_CHANGED: 409,
  PRODUCT_IS_DRAFT: 409,
  PRODUCT_ARCHIVED: 409,
  PURCHASE_REQUIRED: 409,
  REVIEW_CHANGED: 409,
  STOCK_TOO_LOW: 409,
  SKU_TAKEN: 409,
  VARIANT_EXISTS: 409,
  LAST_VARIANT: 409,
  TOO_MANY_VARIANTS: 409,
  CATEGORY_HAS_CHILDREN: 409,
  CATEGORY_TREE_FULL: 409,
  LAST_IMAGE: 409,
  TOO_MANY_IMAGES: 409,
  ADDRESS_BOOK_FULL: 409,
  LAST_ADMIN: 409,
  MFA_ENABLED: 409,
  MFA_NOT_ENABLED: 409,
  CART_EMPTY: 409,
  CART_CHANGED: 409,
  CART_FULL: 409,
  WISH_LIST_FULL: 409,
  STOCK_ALERTS_FULL: 409,
  IN_STOCK: 409,
  CURRENCY_MISMATCH: 409,
  TOTAL_CHANGED: 409,
  CHECKOUT_REQUIRED: 409,
  DISCOUNT_EXISTS: 409,
  DISCOUNT_NOT_APPLICABLE: 409,
  SETTINGS_CHANGED: 409,
  PAYMENT_MISMATCH: 409,
  PAYMENT_NOT_CONFIRMED: 409,
  PAYMENT_REQUIRED: 409,
  TOO_MANY_UNPAID_ORDERS: 409,
  ORDER_CHANGED: 409,
  ORDER_NOT_CANCELLABLE: 409,
  ORDER_NOT_CHANGEABLE: 409,
  ORDER_NOT_CLAIMABLE: 409,
  ORDER_NOT_FULFILLABLE: 409,
  QUANTITY_TOO_LARGE: 409,
  ORDER_NOT_PAYABLE: 409,
  ORDER_NOT_REFUNDABLE: 409,
  ORDER_NOT_RETURNABLE: 409,
  RETURN_NOT_OPEN: 409,
  REFUND_TOO_LARGE: 409,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_ERROR: 500,
  UNAVAILABLE: 503,
  CODE_NOT_SENT: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** A problem with one field of a request. `path` looks like `items.0.quantity`; it is `''` for the body as a whole. */
export type Issue = { path: string; message: string };

/**
 * An error that is shown to the caller. `message` is one clear sentence for the response's `error` field. `data` (`issues`,
 * `quantityAvailable`, …) is added to the response body and must not contain anything internal.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly data: Record<string, unknown>;
  /** Value of the `Retry-After` header. */
  readonly retryAfterSeconds: number | undefined;

  /** @param options `cause` is only logged; `retryAfterSeconds` becomes the `Retry-After` header */
  constructor(
    code: ErrorCode,
    message: string,
    data: Record<string, unknown> = {},
    options: ErrorOptions & { retryAfterSeconds?: number } = {},
  ) {
    super(message, options);
    this.name = 'DomainError';
    this.code = code;
    this.data = data;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Limits that keep error responses small: the number of issues, and the characters of a field's path and of the sentence. */
const MAX_ISSUES = 20;
const MAX_PATH = 100;
const MAX_SENTENCE = 500;

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;

/** Creates an `INVALID_INPUT` error that names the invalid fields; `moreIssues` is the number of issues left out. */
export const invalidInput = (all: Issue[]): DomainError => {
  const issues = all.slice(0, MAX_ISSUES).map(({ path, message }) => ({ path: cut(path, MAX_PATH), message }));
  const moreIssues = all.length - issues.length;
  const sentence = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return new DomainError(
    'INVALID_INPUT',
    `${cut(sentence, MAX_SENTENCE)}${moreIssues > 0 ? `; and ${moreIssues} more` : ''}`,
    { issues, ...(moreIssues > 0 ? { moreIssues } : {}) },
  );
};

/** Returns whether `error` is an error, for example an exception of the AWS SDK, with one of these names. */
export const isNamed = (error: unknown, ...names: string[]): error is Error =>
  error instanceof Error && names.includes(error.name);
