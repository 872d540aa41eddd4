import { setTimeout as sleep } from 'node:timers/promises';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import etag from 'etag';
import * as z from 'zod';
import { type Audience, type Caller, createAuthenticate } from './auth.ts';
import { CORRELATION_HEADER, correlationId, withCorrelation } from './correlation.ts';
import { DomainError, ERROR_STATUS, invalidInput } from './errors.ts';
import { log } from './log.ts';
import { isOutage } from './outages.ts';
import { bodyBytes, parseJson, queryOf } from './requestText.ts';

/** What a handler answers: built by `ok`, `created` and `cacheable`. */
export type Answer = { statusCode: number; body: unknown; headers?: Record<string, string> };

/** A request after all checks. Parts without a schema are `undefined`; `caller` is there when the route asks for one. */
export type Request<Body, Path, Query, Who> = {
  body: Body;
  path: Path;
  query: Query;
  caller: Who;
  /** The `Idempotency-Key` header, if one was sent: 1 to 255 printable ASCII characters. */
  idempotencyKey: string | undefined;
  /** The body as it was sent, for those who check a signature over it. */
  rawBody: string;
  /** By their names in lower case. */
  headers: Record<string, string | undefined>;
};

type Schema<T> = z.ZodType<T>;

/** Throws a `DomainError` with the code `TOO_MANY_REQUESTS`; made by `rateLimit` of rateLimit.ts. */
export type RateLimit<Body> = (event: APIGatewayProxyEventV2, body: Body) => Promise<void>;

/** What a route takes. */
export type Route<Body, Path, Query, Auth extends Audience | undefined> = {
  /** One that takes `undefined` lets the client send no body. */
  body?: Schema<Body>;
  path?: Schema<Path>;
  /** Absent: none may be sent. */
  query?: Schema<Query>;
  /** Who may call; absent: anyone. */
  auth?: Auth;
  /** Counts each valid request and refuses one too many. */
  rateLimit?: RateLimit<Body>;
  /** Text of the `msg` field that authService's error answers carry beside `error`. */
  failureMsg?: string;
};

/** Seconds after which a client may repeat a request that was answered 503. */
const RETRY_AFTER_SECONDS = 3;

/** Milliseconds before the end of a function's time at which it gives up and answers 503 itself: the gateway's answer has neither code nor headers. */
const ANSWER_MS = 500;

const IdempotencyKey = z.string().regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters');

/** A parameter that is not taken is a mistake of the caller's: it would have meant something. */
const NoQuery = z.strictObject({}).transform(() => undefined);

/** Path parameters of every route that names one thing. What no id looks like is simply not found. */
export const PathId = z.object({ id: z.string().max(128) });

/** 200 with a JSON body. */
export const ok = (body: unknown, headers: Record<string, string> = {}): Answer => ({ statusCode: 200, body, headers });

/** 201 with a JSON body. */
export const created = (body: unknown): Answer => ({ statusCode: 201, body });

/** 200 that caches may keep for `maxAgeSeconds`; the chain adds the `ETag` and answers 304 to a matching `If-None-Match`. */
export const cacheable = (body: unknown, maxAgeSeconds = 60, headers: Record<string, string> = {}): Answer =>
  ok(body, { ...headers, 'cache-control': `public, max-age=${maxAgeSeconds}` });

/**
 * The one chain of every HTTP route: correlation id → body size → token → schemas → rate limit → handler → JSON answer; errors become the
 * contract's error answers. A token is checked before anything else of the request is looked at.
 *
 * @param route what the route takes; a body is read as JSON in UTF-8 whatever media type it has
 * @param handle parses nothing, calls one thing, answers
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html payload format 2.0
 */
export const httpHandler = <
  Body = undefined,
  Path = undefined,
  Query = undefined,
  Auth extends Audience | undefined = undefined,
>(
  route: Route<Body, Path, Query, Auth>,
  handle: (request: Request<Body, Path, Query, Auth extends Audience ? Caller : undefined>) => Promise<Answer>,
) => {
  const authenticate = route.auth && createAuthenticate();
  const answer = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const bytes = bodyBytes(event);
    const caller = authenticate && route.auth ? await authenticate(event.headers.authorization, route.auth) : undefined;
    const idempotencyKey = event.headers['idempotency-key'];
    const request = {
      ...checked({
        body: route.body && [route.body, () => bodyOf(bytes, event, route.body)],
        path: route.path && [route.path, () => event.pathParameters ?? {}],
        query: [route.query ?? NoQuery, () => queryOf(event)],
        'Idempotency-Key': idempotencyKey === undefined ? undefined : [IdempotencyKey, () => idempotencyKey],
      }),
      caller,
      idempotencyKey,
      rawBody: bytes.toString('utf8'),
      headers: event.headers,
    };
    const valid = request as Parameters<typeof handle>[0];
    await route.rateLimit?.(event, valid.body);
    return toResult(event, await handle(valid));
  };
  const chain = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 0 })
    .use(errorAnswers(route.failureMsg))
    .handler((event, context) => inTime(context, answer(event)));
  return (event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> =>
    withCorrelation(event.headers[CORRELATION_HEADER], () => chain(event, context));
};

/** Answers what `work` does, or fails as an outage `ANSWER_MS` before the function's time is over: callers are answered, not cut off. */
const inTime = async <T>(context: Context, work: Promise<T>): Promise<T> => {
  const done = new AbortController();
  const end = async (): Promise<never> => {
    for (;;) {
      // what is left counts, not when a timer fires
      const left = context.getRemainingTimeInMillis() - ANSWER_MS;
      if (left <= 0) throw Object.assign(new Error('No answer in time'), { name: 'TimeoutError' });
      await sleep(left, undefined, { signal: done.signal });
    }
  };
  try {
    return await Promise.race([work, end()]);
  } finally {
    done.abort();
  }
};

/** The catch-all route of every API: 404 in the contract's form. */
export const routeNotFound = () =>
  httpHandler({ query: z.unknown() }, async () => {
    throw new DomainError('NOT_FOUND', 'There is no such route.');
  });

const bodyOf = (bytes: Buffer, { headers }: APIGatewayProxyEventV2, schema: Schema<unknown> | undefined): unknown =>
  bytes.length === 0 && schema?.safeParse(undefined).success ? undefined : parseJson(bytes, headers);

/** Runs each part through its schema and collects what is wrong in all of them. */
function checked(parts: Record<string, [Schema<unknown>, () => unknown] | undefined>): Record<string, unknown> {
  const results = Object.entries(parts).flatMap(([part, check]) =>
    check ? [{ part, result: check[0].safeParse(check[1]()) }] : [],
  );
  const issues = results.flatMap(({ part, result }) =>
    (result.error?.issues ?? []).flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a known field' }))
        : [{ path: issue.path.join('.') || (part === 'body' ? '' : part), message: issue.message }],
    ),
  );
  if (issues.length > 0) throw invalidInput(issues);
  return Object.fromEntries(results.map(({ part, result }) => [part, result.data]));
}

/** To `HEAD` the headers of the answer to `GET`, and no body. */
function toResult(event: APIGatewayProxyEventV2, answer: Answer): APIGatewayProxyStructuredResultV2 {
  const result = fullResult(event, answer);
  return event.requestContext.http.method === 'HEAD' ? { ...result, body: '' } : result;
}

function fullResult(event: APIGatewayProxyEventV2, answer: Answer): APIGatewayProxyStructuredResultV2 {
  const body = JSON.stringify(answer.body);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    [CORRELATION_HEADER]: correlationId(),
    ...answer.headers,
  };
  if (!headers['cache-control']?.startsWith('public')) return { statusCode: answer.statusCode, headers, body };
  headers.etag = etag(body, { weak: true });
  return isKnown(headers.etag, event.headers['if-none-match'])
    ? { statusCode: 304, headers, body: '' }
    : { statusCode: answer.statusCode, headers, body };
}

/**
 * Whether the client has this version already: tags are compared weakly, and `*` is any.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 */
const isKnown = (tag: string, ifNoneMatch = ''): boolean =>
  ifNoneMatch.split(',').some((part) => {
    const known = part.trim();
    return known === '*' || known.replace(/^W\//, '') === tag.replace(/^W\//, '');
  });

/** The error that the caller is told about: domain errors as they are, outages as `UNAVAILABLE`, all else without its text. */
const toldAs = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error;
  return isOutage(error)
    ? new DomainError('UNAVAILABLE', 'This cannot be done right now: try again in a moment.')
    : new DomainError('INTERNAL_ERROR', 'Something went wrong on our side.');
};

const ERROR_HEADERS: Readonly<Record<number, Record<string, string>>> = {
  401: { 'www-authenticate': 'Bearer' },
  503: { 'retry-after': String(RETRY_AFTER_SECONDS) },
};

/** The one place that turns errors into answers. A status from 500 on is logged with the error itself. */
const errorAnswers = (failureMsg: string | undefined): middy.MiddlewareObj<APIGatewayProxyEventV2> => ({
  onError: (request) => {
    const { error, event } = request;
    const known = toldAs(error);
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
