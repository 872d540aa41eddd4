/** The parts of a request that differ; API Gateway would fill in the rest. */
export type RequestParts = {
  token?: string | undefined;
  body?: unknown;
  path?: string;
  /** Path parameters beside `id`. */
  further?: Record<string, string>;
  key?: string;
  headers?: Record<string, string>;
};

/** Creates a token with these claims; the simulation checks no signature. */
export const tokenOf = (claims: object): string =>
  Buffer.from(JSON.stringify({ ...claims, exp: 9_999_999_999, token_use: 'id', email_verified: true })).toString(
    'base64url',
  );

/** Creates the Lambda event of an HTTP API's request. */
export const eventOf = ({ token, body, path, further, key, headers = {} }: RequestParts) => ({
  version: '2.0',
  routeKey: '',
  rawPath: '',
  rawQueryString: '',
  headers: {
    ...headers,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  },
  requestContext: { requestId: 'request', http: { method: 'POST', sourceIp: '192.0.2.1' } },
  isBase64Encoded: false,
  ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  ...(path === undefined ? {} : { pathParameters: { id: path, ...further } }),
});
