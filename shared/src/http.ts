import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import type { Audience, Caller } from './auth.ts';
import { CORRELATION_HEADER, withCorrelation } from './correlation.ts';
import { DomainError } from './errors.ts';
import { type Answer, errorAnswers, toResult } from './httpAnswer.ts';
import {
  authenticateCaller,
  inTime,
  jsonBody,
  limitRate,
  rejectLargeBody,
  validateRequest,
  validRequest,
} from './httpRequest.ts';

/** A request that passed all checks. Parts without a schema are `undefined`, and so is `caller` if anyone may call the route. */
export type Request<Body, Path, Query, Who> = {
  body: Body;
  path: Path;
  query: Query;
  caller: Who;
  /** The `Idempotency-Key` header, if one was sent: 1 to 255 printable ASCII characters. */
  idempotencyKey: string | undefined;
  /** The body exactly as sent, for checking a signature. */
  rawBody: string;
  /** Headers by name, in lower case. */
  headers: Record<string, string | undefined>;
};

type Schema<T> = z.ZodType<T>;

/** Throws a `DomainError` with the code `TOO_MANY_REQUESTS` if a request exceeds a limit. Created by `rateLimit` in rateLimit.ts. */
export type RateLimit<Body> = (event: APIGatewayProxyEventV2, body: Body) => Promise<void>;

/** What a route accepts, and who may call it. */
export type Route<Body, Path, Query, Auth extends Audience | undefined> = {
  /** A schema that accepts `undefined` makes the body optional. */
  body?: Schema<Body>;
  path?: Schema<Path>;
  /** If absent, the route accepts no query parameters. */
  query?: Schema<Query>;
  /** Who may call the route; if absent, anyone. */
  auth?: Auth;
  /** Counts each valid request and rejects those above the limit. */
  rateLimit?: RateLimit<Body>;
  /** Text of the `msg` field that authService's error responses have next to `error`. */
  failureMsg?: string;
};

/** Path parameters of routes with one id. The format is not checked: a malformed id is answered with 404 like any unknown one. */
export const PathId = z.object({ id: z.string().max(128) });

/** Returns a 200 response with a JSON body. */
export const ok = (body: unknown, headers: Record<string, string> = {}): Answer => ({ statusCode: 200, body, headers });

/** Returns a 201 response with a JSON body. */
export const created = (body: unknown): Answer => ({ statusCode: 201, body });

/**
 * Returns a 200 response that caches may keep for `maxAgeSeconds`. The chain adds the `ETag`, and responds with 304 to a matching
 * `If-None-Match`.
 */
export const cacheable = (body: unknown, maxAgeSeconds = 60, headers: Record<string, string> = {}): Answer =>
  ok(body, { ...headers, 'cache-control': `public, max-age=${maxAgeSeconds}` });

/**
 * Creates the handler of an HTTP route, with one middleware chain for all: correlation id → body size → token → JSON → schemas → rate
 * limit → handler → JSON response. Errors become the contract's error responses. The token is checked before the content of the request
 * is looked at.
 *
 * @param route a body is read as JSON in UTF-8, whatever its media type
 * @param handle gets the checked request, calls one function, returns the response
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
  const chain = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 0 })
    .use(errorAnswers(route.failureMsg))
    .use(rejectLargeBody())
    .use(authenticateCaller(route.auth))
    .use(jsonBody(route.body))
    .use(validateRequest(route))
    .use(limitRate(route.rateLimit))
    .handler(async (event, context) => {
      const request = validRequest(event) as Parameters<typeof handle>[0];
      return toResult(event, await inTime(context, handle(request)));
    });
  return (event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> =>
    withCorrelation(event.headers[CORRELATION_HEADER], () => chain(event, context));
};

/** Creates the handler of an API's catch-all route: 404 in the contract's format. */
export const routeNotFound = () =>
  httpHandler({ query: z.unknown() }, async () => {
    throw new DomainError('NOT_FOUND', 'There is no such route.');
  });
