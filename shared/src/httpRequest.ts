import type middy from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { type Audience, type Caller, createAuthenticate } from './auth.ts';
import { DomainError, invalidInput } from './errors.ts';
import type { RateLimit, Request, Route } from './http.ts';
import { bodyBytes, decodeText, queryOf } from './requestText.ts';

/** Middlewares that check a request, in the order in which a route uses them. */
type Middleware = middy.MiddlewareObj<APIGatewayProxyEventV2>;

type ValidRequest = Request<unknown, unknown, unknown, Caller | undefined>;

/** What the middlewares have found out about requests: middy hands a handler the event, and nothing else of a request. */
const found = new WeakMap<
  APIGatewayProxyEventV2,
  { bytes: Buffer; caller?: Caller; json?: unknown; valid?: ValidRequest }
>();

const foundOf = (event: APIGatewayProxyEventV2) => {
  const known = found.get(event);
  if (!known) throw new Error('`refuseLargeBody` has to come first');
  return known;
};

/** The request, once `validateRequest` has checked it. */
export const validRequest = (event: APIGatewayProxyEventV2): ValidRequest => {
  const { valid } = foundOf(event);
  if (!valid) throw new Error('`validateRequest` has to come first');
  return valid;
};

/** Refuses a body that no route takes. @throws DomainError BODY_TOO_LARGE */
export const refuseLargeBody = (): Middleware => ({
  before: ({ event }) => void found.set(event, { bytes: bodyBytes(event) }),
});

/** Checks the token, where a route asks for one. @throws DomainError UNAUTHORIZED, FORBIDDEN */
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
 * Reads the body as JSON in UTF-8, whatever media type it has; an empty one only where the route's schema needs some.
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
        throw refusedJson(text, error);
      }
    },
  };
};

/** What is wrong with a body that the parser refuses: it takes no key that could change an object's prototype, nor endless nesting. */
const refusedJson = (text: string, error: unknown): DomainError => {
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

/** A parameter that is not taken is a mistake of the caller's: it would have meant something. */
const NoQuery = z.strictObject({}).transform(() => undefined);

/** Checks body, path, query and `Idempotency-Key` by their schemas. @throws DomainError INVALID_INPUT that names each field at fault */
export const validateRequest = ({
  body,
  path,
  query,
}: Pick<Route<unknown, unknown, unknown, undefined>, 'body' | 'path' | 'query'>): Middleware => ({
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
    };
  },
});

/** Counts a valid request, and refuses one too many. @throws DomainError TOO_MANY_REQUESTS */
export const limitRate = <Body>(rateLimit: RateLimit<Body> | undefined): Middleware => ({
  before: async ({ event, context }) => {
    if (rateLimit) await inTime(context, rateLimit(event, validRequest(event).body as Body));
  },
});

/** Milliseconds before the end of a function's time at which it gives up and answers 503 itself: the gateway's answer has neither code nor headers. */
const ANSWER_MS = 500;

/** Answers what `work` does, or fails as an outage `ANSWER_MS` before the function's time is over: callers are answered, not cut off. */
export const inTime = async <T>(context: Context, work: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    // what is left counts, not when a timer fires
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

/** Runs each part through its schema and collects what is wrong in all of them. */
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
