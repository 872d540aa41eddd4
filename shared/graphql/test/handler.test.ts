import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readSettings } from '../src/environment.ts';
import { me } from './restShop.ts';

const environment = {
  AUTH_URL: 'https://auth.example',
  BANNER_URL: 'https://banner.example',
  CATEGORY_URL: 'https://category.example',
  ORDER_URL: 'https://order.example',
  PRODUCT_URL: 'https://product.example',
  GRAPHQL_SCHEMA: 'hidden',
};
Object.assign(process.env, environment);
const { handler } = await import('../src/handlers/graphql.ts');

const called: Request[] = [];
jest.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
  called.push(input as Request);
  return Response.json(me);
});
afterAll(() => void jest.restoreAllMocks());
beforeEach(() => void called.splice(0));

type Parts = { method?: string; routeKey?: string; rawPath?: string; rawQueryString?: string } & Partial<
  Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded'>
>;

/** Sends an event as API Gateway does. */
const send = async ({ method = 'POST', rawPath = '/graphql', rawQueryString = '', ...parts }: Parts) => {
  const requestContext = { domainName: 'graphql.example', requestId: 'r-1', http: { method } };
  const event = {
    routeKey: `${method} /graphql`,
    rawPath,
    rawQueryString,
    headers: {},
    isBase64Encoded: false,
    ...parts,
    requestContext,
  };
  const { statusCode, headers, body } = await handler(event as APIGatewayProxyEventV2);
  return { statusCode, headers, body: body?.startsWith('{') ? JSON.parse(body) : body };
};

const json = { 'content-type': 'application/json' };
const query = '{ me { name } }';

test.each([
  ['by POST', { headers: json, body: JSON.stringify({ query }) }],
  [
    'by POST, as bytes',
    { headers: json, body: Buffer.from(JSON.stringify({ query })).toString('base64'), isBase64Encoded: true },
  ],
  ['by GET', { method: 'GET', rawQueryString: `query=${encodeURIComponent(query)}` }],
])('a query %s is answered from the REST APIs', async (_, parts) => {
  const { statusCode, body } = await send(parts);

  expect([statusCode, body]).toEqual([200, { data: { me: { name: 'Ann Lee' } } }]);
  expect(called.map(({ url }) => url)).toEqual(['https://auth.example/me']);
});

test('a response has the correlation id of its request, or a new one, which the REST APIs get too', async () => {
  const body = JSON.stringify({ query });
  const own = await send({ headers: { ...json, 'x-correlation-id': 'c-1' }, body });
  const fresh = await send({ headers: json, body });
  const strange = await send({ headers: { ...json, 'x-correlation-id': 'a b' }, body });

  const ids = [own, fresh, strange].map(({ headers }) => headers?.['x-correlation-id']);
  expect(ids).toEqual(['c-1', expect.stringMatching(/^[\da-f-]{36}$/), expect.stringMatching(/^[\da-f-]{36}$/)]);
  expect(called.map(({ headers }) => headers.get('x-correlation-id'))).toEqual(ids);
});

test('the schema is hidden as the environment says', async () => {
  const { body } = await send({ headers: json, body: JSON.stringify({ query: '{ __schema { types { name } } }' }) });

  expect(body.errors[0].extensions.code).toBe('INVALID_INPUT');
});

test('a route that does not exist is NOT_FOUND, as in the REST APIs', async () => {
  const { statusCode, headers, body } = await send({ routeKey: '$default', rawPath: '/orders', method: 'GET' });

  expect([statusCode, headers?.['content-type'], Object.keys(body), body.code]).toEqual([
    404,
    'application/json',
    ['error', 'code', 'requestId'],
    'NOT_FOUND',
  ]);
});

test.each(Object.keys(environment))('a missing %s is named', (name) => {
  expect(() => readSettings({ ...environment, [name]: undefined })).toThrow(name);
});
