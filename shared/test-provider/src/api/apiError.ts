/** The answer of an operation. */
export type Answer = {
  status: number;
  body: object;
};

export type ErrorDetail = {
  type?: string;
  code?: string;
  param?: string;
  decline_code?: string;
  [more: string]: unknown;
};

/**
 * An error in Stripe's format. Throwing it rolls back whatever the operation has written.
 *
 * @see https://docs.stripe.com/api/errors
 */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly answer: Answer;
  /** Whether the operation had begun: only then does a repeated idempotency key get the same error again. */
  readonly hadBegun: boolean;

  constructor(status: number, message: string, detail: ErrorDetail = {}, hadBegun = false) {
    super(message);
    this.answer = { status, body: errorBody(message, detail) };
    this.hadBegun = hadBegun;
  }
}

export const errorBody = (message: string, { type = 'invalid_request_error', ...detail }: ErrorDetail): object => {
  const page = detail.code && `https://docs.stripe.com/error-codes/${detail.code.replaceAll('_', '-')}`;
  return { error: { ...detail, ...(page ? { doc_url: page } : {}), message, type } };
};

/** 400: a parameter is invalid. */
export const invalid = (message: string, detail: ErrorDetail = {}): ApiError => new ApiError(400, message, detail);

export const missing = (param: string): ApiError =>
  invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });

/** 404 for an id in the path; 400 for one among the parameters. */
export const noSuch = (what: string, id: string, param: string, status: 400 | 404 = 404): ApiError =>
  new ApiError(status, `No such ${what}: '${id}'`, { code: 'resource_missing', param });

/** 400: the object's state does not allow the operation. */
export const unexpected = (message: string, detail: ErrorDetail = {}): ApiError =>
  new ApiError(400, message, detail, true);

/** 400: the payment's status does not allow the operation. */
export const unexpectedStatus = (payment: object, message: string): ApiError =>
  unexpected(message, { code: 'payment_intent_unexpected_state', payment_intent: payment });
