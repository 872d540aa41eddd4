import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { CORRELATION_HEADER, withCorrelation } from './correlation.ts';
import { DomainError } from './errors.ts';
import { errorAnswers, toResult } from './httpAnswer.ts';
import {
  admitGuest,
  authenticateCaller,
  inTime,
  jsonBody,
  limitRate,
  rejectLargeBody,
  validateRequest,
  validRequest,
} from './httpRequest.ts';
import type { RateLimit, Request, RouteDefinition } from './route.ts';
import { throughGateway } from './throughGateway.ts';

/** What a handler returns; status and caching come from the route's definition. A body of bytes is sent as it is, any other as JSON. */
type Answer = { body: unknown; headers?: Record<string, string>; cookies?: string[] };

/** Returns a response with a JSON body. */
export const respond = (body: unknown, headers: Record<string, string> = {}): Answer => ({ body, headers });

/** Returns a redirect, for a route with the status 302. The address may contain secrets, so no page that it leads to learns of it. */
export const redirect = (location: string): Answer => ({
  body: { msg: 'The file is elsewhere.' },
  headers: { location, 'referrer-policy': 'no-referrer' },
});

/**
 * Returns a response with a file for the client to save.
 *
 * @param file.name of letters, digits, `.` and `-`
 */
export const respondFile = ({ name, type, bytes }: { name: string; type: string; bytes: Uint8Array }): Answer => ({
  body: bytes,
  headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
});

/**
 * Creates the handler of an HTTP route, with one middleware chain for all: correlation id → gateway → body size → token → JSON → schemas → rate
 * limit → handler → JSON response. Errors become the contract's error responses. The token is checked before the content of the request
 * is looked at.
 *
 * The definition takes effect here: schemas, caller, status, caching (with `ETag` and 304), `msg` of errors.
 *
 * @param route a body is read as JSON in UTF-8, whatever its media type
 * @param handle gets the checked request, calls one function, returns `respond(…)`
 * @param limit for a route with a `rateLimit`: `rateLimit(route)` of rateLimit.ts, which other functions do not bundle
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html payload format 2.0
 */
export const httpHandler = <const Route extends RouteDefinition>(
  route: Route,
  handle: (request: Request<Route>) => Promise<Answer>,
  ...limits: Route extends { rateLimit: object } ? [limit: RateLimit] : []
) => {
  const [limit]: readonly RateLimit[] = limits;
  const always = {
    ...(route.maxAgeSeconds === undefined ? {} : { 'cache-control': `public, max-age=${route.maxAgeSeconds}` }),
    ...(route.auth === 'customerOrOrderKey' ? { 'referrer-policy': 'no-referrer' } : {}), // the address may hold a key
  };
  const chain = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 0 })
    .use(errorAnswers(route.failureMsg))
    .use(throughGateway())
    .use(rejectLargeBody())
    .use(authenticateCaller(route))
    .use(jsonBody(route.body))
    .use(validateRequest(route))
    .use(admitGuest(route))
    .use(limitRate(limit, route))
    .handler(async (event, context) => {
      const request = validRequest(event) as ReturnType<typeof validRequest> & Request<Route>;
      const { headers, ...answer } = await inTime(context, handle(request));
      return toResult(event, { statusCode: route.status ?? 200, ...answer, headers: { ...always, ...headers } });
    });
  const handler = (event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> =>
    withCorrelation(event.headers[CORRELATION_HEADER], () => chain(event, context));
  return Object.assign(handler, { route: route as RouteDefinition });
};

const catchAllRoute = {
  route: '*',
  query: z.looseObject({}),
  errors: ['NOT_FOUND'],
} as const satisfies RouteDefinition;

/** Creates the handler of an API's catch-all route: 404 in the contract's format. */
export const routeNotFound = () =>
  httpHandler(catchAllRoute, async () => {
    throw new DomainError('NOT_FOUND', 'There is no such route.');
  });
