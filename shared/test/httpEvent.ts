import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';

/** What a test says of a request; the rest is as API Gateway would fill it in. */
export type RequestParts = {
  /** An object goes out as JSON; a string as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  cookies?: string[];
  path?: Record<string, string>;
  query?: Record<string, string>;
  rawQueryString?: string;
  isBase64Encoded?: boolean;
  method?: string;
  sourceIp?: string;
  routeKey?: string;
};

const context = { getRemainingTimeInMillis: () => 10_000 } as Context;

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * The event of an HTTP API's request.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html payload format 2.0
 */
export const httpEvent = ({
  body,
  headers = {},
  cookies,
  path,
  query,
  rawQueryString = '',
  isBase64Encoded = false,
  method = 'POST',
  sourceIp = '192.0.2.1',
  routeKey = 'POST /test',
}: RequestParts) =>
  ({
    version: '2.0',
    routeKey,
    rawPath: '/test',
    rawQueryString,
    headers,
    requestContext: { requestId: 'request-1', http: { method, sourceIp } },
    isBase64Encoded,
    ...(cookies === undefined ? {} : { cookies }),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(path === undefined ? {} : { pathParameters: path }),
    ...(query === undefined ? {} : { queryStringParameters: query }),
  }) as APIGatewayProxyEventV2;

/** Sends a request to a handler and reads its answer's body as JSON. */
export const request = async (handler: Handler, parts: RequestParts = {}) => {
  const { statusCode: status, headers = {}, body: text = '', cookies } = await handler(httpEvent(parts), context);
  return { status, headers, body: text === '' ? undefined : JSON.parse(text), ...(cookies ? { cookies } : {}) };
};
