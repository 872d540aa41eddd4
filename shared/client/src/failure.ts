import type { ErrorCode, Failure } from './services.ts';

/** Codes for the statuses that the gateway or a proxy answers by itself, without a code. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  413: 'BODY_TOO_LARGE',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_ERROR',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
};

/** Creates the response of a failed call. */
export const failed = (status: number, failure: Failure, headers?: Headers): Response => {
  const all = new Headers(headers);
  all.set('content-type', 'application/json');
  all.delete('content-length');
  return new Response(JSON.stringify(failure), { status, headers: all });
};

/**
 * Reads a response to its end, and gives one that is not in the format of the APIs a code.
 *
 * @param expectsJson whether a success has to have JSON, unless its status says that it has no content
 */
export const readResponse = async (response: Response, expectsJson: boolean): Promise<Response> => {
  const bytes = await response.arrayBuffer(); // a connection may break until the last byte
  const { status, statusText, headers } = response;
  if (response.ok && headers.get('content-type')?.includes('html')) {
    return failed(502, { error: 'The answer is a page, not data.', code: 'UNEXPECTED_RESPONSE' });
  }
  if (response.ok && expectsJson && status !== 204 && jsonOf(bytes) == null) {
    return failed(502, { error: 'The answer is not data.', code: 'UNEXPECTED_RESPONSE' });
  }
  if (status >= 400) {
    const { code, message } = (jsonOf(bytes) ?? {}) as { code?: unknown; message?: unknown };
    if (typeof code !== 'string') {
      const error = typeof message === 'string' ? message : `The request failed with status ${status}.`;
      const requestId = headers.get('apigw-requestid');
      const failure: Failure = { error, code: CODES[status] ?? 'UNEXPECTED_RESPONSE', ...(requestId && { requestId }) };
      return failed(status, failure, headers);
    }
  }
  return new Response(bytes.byteLength > 0 ? bytes : null, { status, statusText, headers });
};

/** Returns what a body says; `undefined` if it is not JSON. */
const jsonOf = (bytes: ArrayBuffer): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
};

/** A failed call as an exception: `unwrap` throws it. */
export class ShopError<Code extends string = ErrorCode> extends Error {
  override readonly name = 'ShopError';
  readonly code: Code;
  readonly status: number;
  readonly failure: Failure<Code>;

  constructor(failure: Failure<Code>, status: number) {
    super(failure.error);
    this.code = failure.code;
    this.status = status;
    this.failure = failure;
  }
}

/** Returns the data of a call. @throws ShopError if it failed */
export const unwrap = async <Data>(
  call: Promise<{ data?: Data; error?: Failure; response: Response }>,
): Promise<NonNullable<Data>> => {
  const { data, error, response } = await call;
  if (error) throw new ShopError(error, response.status);
  return data as NonNullable<Data>;
};
