import type middy from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { type Audience, type Caller, createAuthenticate } from './auth.ts';
import { DomainError, invalidInput } from './errors.ts';
import { bodyBytes, decodeText, queryOf } from './requestText.ts';
import type { RateLimit, Request, RouteDefinition } from './route.ts';

/** Middlewares that check a request, in the order of their use. */
type Middleware = middy.MiddlewareObj<APIGatewayProxyEventV2>;

/** A request of any route, valid for its own. */
type ValidRequest = Pick<Request<RouteDefinition>, 'rawBody' | 'headers' | 'cookies'> &
  Record<'body' | 'path' | 'query', unknown> & { caller: Caller | undefined; idempotencyKey: string | undefined };

/** What the middlewares have read and checked so far, by event: middy passes only the event to the handler. */
const found = new WeakMap<
  APIGatewayProxyEventV2,
  { bytes: Buffer; caller?: Caller; json?: unknown; valid?: ValidRequest }
>();

const foundOf = (event: APIGatewayProxyEventV2) => {
  const known = found.get(event);
  if (!known) throw new Error('`rejectLargeBody` has to come first');
  return known;
};

/** Returns the request that `validateRequest` has checked. */
export const validRequest = (event: APIGatewayProxyEventV2): ValidRequest => {
  const { valid } = foundOf(event);
  if (!valid) throw new Error('`validateRequest` has to come first');
  return valid;
};

/** Rejects a body that is too large for any route. @throws DomainError BODY_TOO_LARGE */
export const rejectLargeBody = (): Middleware => ({
  before: ({ event }) => void found.set(event, { bytes: bodyBytes(event) }),
});

/** Checks the token, if the route requires one. @throws DomainError UNAUTHORIZED, FORBIDDEN */
export const authenticateCaller = (auth: Audience | undefined): Middleware => {
  const authenticate = auth && createAuthenticate();
  return {
    before: async ({ event, context }) => {
      if (!auth || !authenticate) return;
      foundOf(event).caller = await inTime(context, authenticate(event.headers.authorization, auth));
    },
  };
};

/**
 * Reads the body as JSON in UTF-8, whatever media type it has; an empty body is an error only if the route requires one.
 *
 * @throws DomainError UNSUPPORTED_MEDIA_TYPE, INVALID_ENCODING, INVALID_JSON
 */
export const jsonBody = (schema: z.ZodType | undefined): Middleware => {
  const { before: parse } = httpJsonBodyParser({ disableContentTypeCheck: true });
  return {
    before: async (request) => {
      const { event } = request;
      const known = foundOf(event);
      if (!schema || (known.bytes.length === 0 && schema.safeParse(undefined).success)) return;
      const text = decodeText(known.bytes, event.headers);
      try {
        const parsed = { ...request, event: { ...event, body: text, isBase64Encoded: false } };
        await parse?.(parsed);
        known.json = parsed.event.body;
      } catch (error) {
        throw rejectedJson(text, error);
      }
    },
  };
};

/** Returns why the parser rejected a body: bad syntax, a key that could change an object's prototype, or very deep nesting. */
const rejectedJson = (text: string, error: unknown): DomainError => {
  const { cause } = error as { cause?: { data?: unknown } };
  if (cause?.data === '__proto__' || cause?.data === 'constructor') {
    return invalidInput([{ path: cause.data, message: 'is not a known field' }]);
  }
  if (isJson(text)) return invalidInput([{ path: '', message: 'is nested too deeply' }]);
  const issues = [{ path: '', message: 'must be a JSON object' }];
  return new DomainError('INVALID_JSON', 'The body is not valid JSON.', { issues });
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const IdempotencyKey = z.string().regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters');

/** A route without query parameters rejects any: ignoring one would hide a mistake of the caller's. */
const NoQuery = z.strictObject({}).transform(() => undefined);

/**
 * Checks body, path, query and `Idempotency-Key` against their schemas. @throws DomainError INVALID_INPUT that names each invalid field
 */
export const validateRequest = ({
  body,
  path,
  query,
}: Pick<RouteDefinition, 'body' | 'path' | 'query'>): Middleware => ({
  before: ({ event }) => {
    const known = foundOf(event);
    const idempotencyKey = event.headers['idempotency-key'];
    known.valid = {
      ...(checked({
        body: body && [body, () => known.json],
        path: path && [path, () => event.pathParameters ?? {}],
        query: [query ?? NoQuery, () => queryOf(event)],
        'Idempotency-Key': idempotencyKey === undefined ? undefined : [IdempotencyKey, () => idempotencyKey],
      }) as Pick<ValidRequest, 'body' | 'path' | 'query'>),
      caller: known.caller,
      idempotencyKey,
      rawBody: known.bytes.toString('utf8'),
      headers: event.headers,
      cookies: event.cookies ?? [],
    };
  },
});

/** Counts a valid request, and rejects it if it exceeds the limit. @throws DomainError TOO_MANY_REQUESTS */
export const limitRate = (rateLimit: RateLimit | undefined): Middleware => ({
  before: async ({ event, context }) => {
    if (!rateLimit) return;
    const { body, caller } = validRequest(event);
    await inTime(context, rateLimit(event, body, caller));
  },
});

/**
 * How long before its timeout, in milliseconds, a function responds with 503 itself: the gateway's response would have neither code nor
 * headers.
 */
const ANSWER_MS = 500;

/**
 * Returns the result of `work`, or fails as an outage `ANSWER_MS` before the function times out, so that the caller still gets a
 * response.
 */
export const inTime = async <T>(context: Context, work: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    // the remaining time decides: a timer may fire early
    const left = context.getRemainingTimeInMillis() - ANSWER_MS;
    if (left <= 0) reject(Object.assign(new Error('No answer in time'), { name: 'TimeoutError' }));
    else timer = setTimeout(look, left);
  };
  look();
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Checks each part against its schema and collects the issues of all parts. */
const checked = (parts: Record<string, [z.ZodType, () => unknown] | undefined>): Record<string, unknown> => {
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
};
