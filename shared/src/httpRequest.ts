import type middy from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { type Caller, createAuthenticate, type OrderKeyHolder, tokenRequired, uploadAudience } from './auth.ts';
import { DomainError, invalidInput } from './errors.ts';
import { bodyBytes, decodeText, queryOf, queryWithGroup } from './requestText.ts';
import type { RateLimit, Request, RouteDefinition } from './route.ts';

/** Middlewares that check a request, in the order of their use. */
type Middleware = middy.MiddlewareObj<APIGatewayProxyEventV2>;

/** A request of any route, valid for its own. */
type ValidRequest = Pick<Request<RouteDefinition>, 'rawBody' | 'headers' | 'cookies' | 'sourceIp'> &
  Record<'body' | 'path' | 'query', unknown> & {
    caller: Caller | OrderKeyHolder | undefined;
    idempotencyKey: string | undefined;
  };

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

/**
 * Checks the token, if the route requires one. Where another way in exists, a token that is sent must be valid all the same.
 *
 * @throws DomainError UNAUTHORIZED, FORBIDDEN
 */
export const authenticateCaller = ({ auth }: Pick<RouteDefinition, 'auth'>): Middleware => {
  const isOptional = auth === 'customerOrGuest' || auth === 'customerOrOrderKey';
  const audience = isOptional ? 'customer' : auth === 'uploads' ? uploadAudience() : auth;
  const authenticate = audience && createAuthenticate();
  return {
    before: async ({ event, context }) => {
      if (!audience || !authenticate) return;
      const { authorization } = event.headers;
      if (authorization === undefined && auth === 'customerOrGuest') return;
      if (authorization === undefined && auth === 'customerOrOrderKey' && sentOrderKey(event) !== undefined) return;
      foundOf(event).caller = await inTime(context, authenticate(authorization, audience));
    },
  };
};

/** The header that stands for a guest on their order, and the query parameter of links. */
const ORDER_KEY_HEADER = 'x-order-key';
const ORDER_KEY_PARAMETER = 'key';

const isRead = ({ requestContext }: APIGatewayProxyEventV2): boolean =>
  ['GET', 'HEAD'].includes(requestContext.http.method);

/** Returns the order key of the header, or of the query of a `GET`. */
const sentOrderKey = (event: APIGatewayProxyEventV2): string | undefined =>
  event.headers[ORDER_KEY_HEADER] ?? (isRead(event) ? queryOf(event)[ORDER_KEY_PARAMETER] : undefined);

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
  auth,
  body,
  path,
  query,
  queryGroup,
}: Pick<RouteDefinition, 'auth' | 'body' | 'path' | 'query' | 'queryGroup'>): Middleware => ({
  before: ({ event }) => {
    const known = foundOf(event);
    const idempotencyKey = event.headers['idempotency-key'];
    const takesOrderKey = auth === 'customerOrOrderKey';
    const orderKey = takesOrderKey ? sentOrderKey(event) : undefined;
    known.valid = {
      ...(checked({
        body: body && [body, () => known.json],
        path: path && [path, () => event.pathParameters ?? {}],
        query: [
          query ?? NoQuery,
          () => (takesOrderKey && isRead(event) ? withoutOrderKey(event) : sentQuery(event, queryGroup)),
        ],
        'Idempotency-Key': idempotencyKey === undefined ? undefined : [IdempotencyKey, () => idempotencyKey],
      }) as Pick<ValidRequest, 'body' | 'path' | 'query'>),
      caller: orderKey === undefined ? known.caller : { orderKey, account: known.caller },
      idempotencyKey,
      sourceIp: event.requestContext.http.sourceIp,
      rawBody: known.bytes.toString('utf8'),
      headers: event.headers,
      cookies: event.cookies ?? [],
    };
  },
});

const sentQuery = (event: APIGatewayProxyEventV2, group: string | undefined) =>
  group === undefined ? queryOf(event) : queryWithGroup(event, group);

const withoutOrderKey = (event: APIGatewayProxyEventV2) => {
  const { [ORDER_KEY_PARAMETER]: _, ...query } = queryOf(event);
  return query;
};

/** Rejects a request without a token that is not a guest's. @throws DomainError UNAUTHORIZED */
export const admitGuest = ({ auth, isGuest }: Pick<RouteDefinition, 'auth' | 'isGuest'>): Middleware => ({
  before: ({ event }) => {
    const { body, caller } = validRequest(event);
    if (auth === 'customerOrGuest' && !caller && !isGuest?.(body as never)) throw tokenRequired();
  },
});

/** Counts a valid request, and rejects it if it exceeds the limit. @throws DomainError TOO_MANY_REQUESTS */
export const limitRate = (rateLimit: RateLimit | undefined, { auth }: Pick<RouteDefinition, 'auth'>): Middleware => ({
  before: async ({ event, context }) => {
    if (!rateLimit) return;
    const { caller } = foundOf(event);
    if (auth === 'customerOrGuest' && caller) return;
    await inTime(context, rateLimit(event, validRequest(event).body, caller));
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
