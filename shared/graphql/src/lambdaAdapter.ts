import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const CORRELATION_HEADER = 'x-correlation-id';

/** What a correlation id that comes from outside may be; anything else is replaced. */
const CORRELATION_ID = /^[\w.:-]{1,128}$/;

/** Converts an event of an HTTP API to a request of the Fetch API, with a correlation id. */
export const toRequest = (event: APIGatewayProxyEventV2): Request => {
  const { rawPath, rawQueryString, body, isBase64Encoded, requestContext } = event;
  const { method } = requestContext.http;
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) if (value !== undefined) headers.set(name, value);
  if (!CORRELATION_ID.test(headers.get(CORRELATION_HEADER) ?? '')) headers.set(CORRELATION_HEADER, randomUUID());
  const query = rawQueryString === '' ? '' : `?${rawQueryString}`;
  return new Request(`https://${requestContext.domainName}${rawPath}${query}`, {
    method,
    headers,
    ...(body === undefined || method === 'GET' || method === 'HEAD'
      ? {}
      : { body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') }),
  });
};

/** Converts a response of the Fetch API to the result of an HTTP API. It has the correlation id of its request. */
export const toResult = async (response: Response, request: Request): Promise<APIGatewayProxyStructuredResultV2> => ({
  statusCode: response.status,
  headers: {
    ...Object.fromEntries(response.headers),
    [CORRELATION_HEADER]: request.headers.get(CORRELATION_HEADER) ?? '',
  },
  body: await response.text(),
});

/** Returns the response of the REST APIs to a route that does not exist. */
export const noSuchRoute = ({ requestContext: { requestId } }: APIGatewayProxyEventV2): Response =>
  Response.json({ error: 'There is no such route.', code: 'NOT_FOUND', requestId }, { status: 404 });
