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
  refuseLargeBody,
  validateRequest,
  validRequest,
} from './httpRequest.ts';

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
 * The one middleware chain of every HTTP route: correlation id → body size → token → JSON → schemas → rate limit → handler → JSON answer; errors
 * become the contract's error answers. A token is checked before anything else of the request is looked at.
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
  const chain = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 0 })
    .use(errorAnswers(route.failureMsg))
    .use(refuseLargeBody())
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

/** The catch-all route of every API: 404 in the contract's form. */
export const routeNotFound = () =>
  httpHandler({ query: z.unknown() }, async () => {
    throw new DomainError('NOT_FOUND', 'There is no such route.');
  });
