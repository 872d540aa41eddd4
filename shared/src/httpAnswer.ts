import type middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import etag from 'etag';
import { CORRELATION_HEADER, correlationId } from './correlation.ts';
import { DomainError, ERROR_STATUS } from './errors.ts';
import { log } from './log.ts';
import { isOutage } from './outages.ts';

/** A response before it is serialised. */
type Answer = { statusCode: number; body: unknown; headers?: Record<string, string>; cookies?: string[] };

/** Value of `Retry-After` in a 503 response. */
const RETRY_AFTER_SECONDS = 3;

/** Converts a response to API Gateway's format; bytes in Base64, which an HTTP API decodes whatever the client accepts. A `HEAD` request gets the headers of `GET` without the body. */
export const toResult = (event: APIGatewayProxyEventV2, answer: Answer): APIGatewayProxyStructuredResultV2 => {
  const result = fullResult(event, answer);
  return event.requestContext.http.method === 'HEAD' ? { ...result, body: '' } : result;
};

const fullResult = (event: APIGatewayProxyEventV2, answer: Answer): APIGatewayProxyStructuredResultV2 => {
  const isFile = answer.body instanceof Uint8Array;
  const body = isFile ? Buffer.from(answer.body as Uint8Array).toString('base64') : JSON.stringify(answer.body);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    [CORRELATION_HEADER]: correlationId(),
    ...answer.headers,
  };
  const { statusCode, cookies } = answer;
  if (!headers['cache-control']?.startsWith('public')) {
    return { statusCode, headers, body, ...(isFile ? { isBase64Encoded: true } : {}), ...(cookies ? { cookies } : {}) };
  }
  headers.etag = etag(body, { weak: true });
  return isKnown(headers.etag, event.headers['if-none-match'])
    ? { statusCode: 304, headers, body: '' }
    : { statusCode, headers, body };
};

/**
 * Returns whether the client already has this version. Tags are compared weakly, and `*` matches any.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 */
const isKnown = (tag: string, ifNoneMatch = ''): boolean =>
  ifNoneMatch.split(',').some((part) => {
    const known = part.trim();
    return known === '*' || known.replace(/^W\//, '') === tag.replace(/^W\//, '');
  });

/** Returns the error to show to the caller: domain errors unchanged, outages as `UNAVAILABLE`, anything else without its text. */
const publicError = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error;
  return isOutage(error)
    ? new DomainError('UNAVAILABLE', 'This cannot be done right now: try again in a moment.')
    : new DomainError('INTERNAL_ERROR', 'Something went wrong on our side.');
};

const ERROR_HEADERS: Readonly<Record<number, Record<string, string>>> = {
  401: { 'www-authenticate': 'Bearer' },
  503: { 'retry-after': String(RETRY_AFTER_SECONDS) },
};

/** Creates the middleware that turns errors into responses. Errors with a status of 500 or above are logged. */
export const errorAnswers = (failureMsg: string | undefined): middy.MiddlewareObj<APIGatewayProxyEventV2> => ({
  onError: (request) => {
    const { error, event } = request;
    const known = publicError(error);
    const status = ERROR_STATUS[known.code];
    if (status >= 500) log.error('request failed', { error, route: event.routeKey });
    request.response = toResult(event, {
      statusCode: status,
      body: {
        ...(failureMsg === undefined ? {} : { msg: failureMsg }),
        error: known.message,
        code: known.code,
        requestId: event.requestContext.requestId,
        ...known.data,
      },
      headers: {
        ...ERROR_HEADERS[status],
        ...(known.retryAfterSeconds === undefined ? {} : { 'retry-after': String(known.retryAfterSeconds) }),
      },
    });
  },
});
