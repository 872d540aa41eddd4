import { expect, test } from '@jest/globals';
import { ShopError, unwrap } from '../src/index.ts';
import { scriptedShop } from './scriptedShop.ts';

test('a call resolves to the data of its route', async () => {
  const { shop, routes } = scriptedShop({ 'GET /products/products?q=shoes&limit=2': [{ body: { products: [] } }] });

  const { data, error } = await shop.products.GET('/products', { params: { query: { q: 'shoes', limit: 2 } } });

  expect({ data, error, routes: routes() }).toEqual({
    data: { products: [] },
    error: undefined,
    routes: ['GET /products/products?q=shoes&limit=2'],
  });
});

test('services may have addresses of their own', async () => {
  const urls: string[] = [];
  const { shop } = scriptedShop(
    {},
    {
      services: { orders: 'http://127.0.0.1:4005' },
      retries: 0,
      fetch: async ({ url }) => {
        urls.push(url);
        return Response.json({});
      },
    },
  );

  await shop.orders.GET('/orders');
  await shop.auth.GET('/me');

  expect(urls).toEqual(['http://127.0.0.1:4005/orders', 'https://shop.example/api/auth/me']);
});

test('a failure has the code and the data of the API', async () => {
  const failure = {
    error: 'Insufficient stock available',
    code: 'INSUFFICIENT_STOCK',
    requestId: 'r',
    quantityAvailable: 1,
  };
  const { shop } = scriptedShop({ 'POST /orders/checkout': [{ status: 400, body: failure }] });

  const { error, response } = await shop.orders.POST('/checkout', {
    body: { items: [{ id: 'p', qty: 2 }], total: 10 },
  });

  expect({ error, status: response.status }).toEqual({ error: failure, status: 400 });
});

test.each([
  ['a throttled request', 429, { message: 'Too Many Requests' }, 'TOO_MANY_REQUESTS', 'Too Many Requests'],
  ['an error of the gateway', 500, { message: 'Internal Server Error' }, 'INTERNAL_ERROR', 'Internal Server Error'],
  ['a page of a proxy', 503, '<h1>Bad gateway</h1>', 'UNAVAILABLE', 'The request failed with status 503.'],
  ['an unknown address', 404, { message: 'Not Found' }, 'UNEXPECTED_RESPONSE', 'Not Found'],
  ['a login page of a network', 200, '<h1>Welcome</h1>', 'UNEXPECTED_RESPONSE', 'The answer is a page, not data.'],
  ['an empty error', 403, '', 'UNEXPECTED_RESPONSE', 'The request failed with status 403.'],
  ['an error that is null', 400, 'null', 'UNEXPECTED_RESPONSE', 'The request failed with status 400.'],
])('%s gets a code from the client', async (_, status, body, code, error) => {
  const isPage = typeof body === 'string' && body.startsWith('<');
  const headers: Record<string, string> = {
    'apigw-requestid': 'r',
    ...(isPage ? { 'content-type': 'text/html' } : {}),
  };
  const { shop } = scriptedShop({ 'GET /products/products': [{ status, body, headers }] }, { retries: 0 });

  const { error: failure } = await shop.products.GET('/products');

  expect(failure).toEqual({ code, error, ...(status >= 400 ? { requestId: 'r' } : {}) });
});

test.each([
  ['text', 'OK', 'text/plain'],
  ['half of the data', '{"products":[', 'application/json'],
  ['nothing', '', 'application/json'],
  ['null', 'null', 'application/json'],
])('%s in place of data is a failure, and is asked for again', async (_, body, type) => {
  const answer = { body, headers: { 'content-type': type } };
  const { shop, received } = scriptedShop({ 'GET /products/products': [answer] }, { retries: 1 });

  const { data, error } = await shop.products.GET('/products');

  expect([data, error?.code]).toEqual([undefined, 'UNEXPECTED_RESPONSE']);
  expect(received).toHaveLength(2);
});

test('an answer that has no content by its status is no failure', async () => {
  const { shop } = scriptedShop({}, { fetch: async () => new Response(null, { status: 204 }) });

  const { data, error } = await shop.products.DELETE('/wish-list/{variantId}', {
    params: { path: { variantId: 'v' } },
  });

  expect([data, error]).toEqual([undefined, undefined]);
});

test('a shop that cannot be reached is a failure, not an exception', async () => {
  const { shop } = scriptedShop({ 'GET /products/products': ['no connection'] }, { retries: 0 });

  const { error } = await shop.products.GET('/products');

  expect(error?.code).toBe('NETWORK_ERROR');
});

test('a connection that breaks within the answer is a failure', async () => {
  const { shop } = scriptedShop(
    {},
    {
      retries: 0,
      fetch: async () => new Response(new ReadableStream({ start: (stream) => stream.error(new TypeError()) })),
    },
  );

  const { error } = await shop.products.GET('/products');

  expect(error?.code).toBe('NETWORK_ERROR');
});

test('an answer that takes too long is a failure', async () => {
  const { shop } = scriptedShop({ 'GET /products/products': ['silence'] }, { retries: 0, timeoutMs: 20 });

  const { error } = await shop.products.GET('/products');

  expect(error?.code).toBe('TIMEOUT');
});

test('the caller can abort a call, which then rejects', async () => {
  const { shop, received } = scriptedShop({ 'GET /products/products': ['silence'] });
  const controller = new AbortController();
  const call = shop.products.GET('/products', { signal: controller.signal });
  while (received.length === 0) await new Promise(setImmediate);

  controller.abort(new Error('The visitor went away'));

  await expect(call).rejects.toThrow('The visitor went away');
  expect(received).toHaveLength(1);
});

test('a binary answer stays as it is', async () => {
  const bytes = new Uint8Array([0x25, 0x50, 0xff, 0x00]);
  const { shop } = scriptedShop({}, { fetch: async () => new Response(bytes) });

  const { data } = await shop.products.GET('/products', { parseAs: 'arrayBuffer' });

  expect(new Uint8Array(data as ArrayBuffer)).toEqual(bytes);
});

test('unwrap returns the data, or throws the failure', async () => {
  const { shop } = scriptedShop({
    'GET /products/products': [{ body: { products: [] } }],
    'GET /products/products/p': [
      { status: 404, body: { error: 'Product not found', code: 'PRODUCT_NOT_FOUND', requestId: 'r' } },
    ],
  });

  const page = await unwrap(shop.products.GET('/products'));
  const thrown = await unwrap(shop.products.GET('/products/{id}', { params: { path: { id: 'p' } } })).catch(
    (error: unknown) => error,
  );

  expect(page).toEqual({ products: [] });
  expect(thrown).toBeInstanceOf(ShopError);
  expect(thrown).toMatchObject({ code: 'PRODUCT_NOT_FOUND', status: 404, message: 'Product not found' });
});
