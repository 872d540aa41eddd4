import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Retry } from '../src/index.ts';
import { type Answer, scriptedShop, unavailable } from './scriptedShop.ts';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => void jest.useRealTimers());

const products: Answer = { body: { products: [] } };
const throttled: Answer = { status: 429, body: { message: 'Too Many Requests' } };

/** Lets a call wait as long as it wants to. */
const inNoTime = async <T>(call: Promise<T>): Promise<T> => {
  call.catch(() => {}); // handled by the test
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise(setImmediate);
    await jest.runAllTimersAsync();
  }
  return call;
};

test.each([
  ['no connection' as const, 'NETWORK_ERROR'],
  [unavailable, 'UNAVAILABLE'],
  [throttled, 'TOO_MANY_REQUESTS'],
])('a read is repeated until it succeeds (%#)', async (answer, code) => {
  const retries: Retry[] = [];
  const { shop, received } = scriptedShop(
    { 'GET /products/products': [answer, answer, products] },
    { onRetry: (retry) => retries.push(retry) },
  );

  const { data } = await inNoTime(shop.products.GET('/products'));

  expect(data).toEqual({ products: [] });
  expect(received).toHaveLength(3);
  expect(retries).toMatchObject([
    { attempt: 1, code, method: 'GET', url: 'https://shop.example/api/products/products' },
    { attempt: 2, code },
  ]);
});

test('the wait doubles each time, and half of it is random', async () => {
  const delays: number[] = [];
  const { shop } = scriptedShop(
    { 'GET /products/products': ['no connection'] },
    { onRetry: ({ delayMs }) => delays.push(delayMs), retries: 5 },
  );

  const { error } = await inNoTime(shop.products.GET('/products'));

  expect(error?.code).toBe('NETWORK_ERROR');
  expect(delays).toHaveLength(5);
  for (const [index, delay] of delays.entries()) {
    expect(delay).toBeGreaterThanOrEqual(125 * 2 ** index);
    expect(delay).toBeLessThanOrEqual(250 * 2 ** index);
  }
});

test('the wait is as long as the server says', async () => {
  const delays: number[] = [];
  const { shop } = scriptedShop(
    { 'GET /products/products': [{ ...throttled, headers: { 'retry-after': '3' } }, products] },
    { onRetry: ({ delayMs }) => delays.push(delayMs) },
  );

  await inNoTime(shop.products.GET('/products'));

  expect(delays).toEqual([expect.any(Number)]);
  expect(delays[0]).toBeGreaterThanOrEqual(3000);
  expect(delays[0]).toBeLessThan(3300);
});

test('the wait is until the date that the server says', async () => {
  jest.setSystemTime(new Date('2026-11-27T08:00:00Z'));
  const delays: number[] = [];
  const headers = { 'retry-after': 'Fri, 27 Nov 2026 08:00:07 GMT' };
  const { shop } = scriptedShop(
    { 'GET /products/products': [{ ...throttled, headers }, products] },
    { onRetry: ({ delayMs }) => delays.push(delayMs) },
  );

  await inNoTime(shop.products.GET('/products'));

  expect(delays[0]).toBeGreaterThanOrEqual(7000);
  expect(delays[0]).toBeLessThan(7300);
});

test('a wait of minutes is left to the caller', async () => {
  const answer = { ...throttled, headers: { 'retry-after': '300' } };
  const { shop, received } = scriptedShop({ 'POST /auth/forgot-password': [answer] });

  const { error, response } = await shop.auth.POST('/forgot-password', { body: { email: 'ann@example.com' } });

  expect(error?.code).toBe('TOO_MANY_REQUESTS');
  expect(response.headers.get('retry-after')).toBe('300');
  expect(received).toHaveLength(1);
});

test('a write without an idempotency key is sent once, unless it was throttled', async () => {
  const { shop, received } = scriptedShop({
    'POST /products/products/p/approve': ['no connection'],
    'POST /products/products/q/approve': [unavailable],
    'POST /products/products/r/approve': [throttled, { body: { id: 'r' } }],
  });
  const approve = (id: string) => inNoTime(shop.products.POST('/products/{id}/approve', { params: { path: { id } } }));

  const codes = [await approve('p'), await approve('q'), await approve('r')].map(({ error }) => error?.code);

  expect(codes).toEqual(['NETWORK_ERROR', 'UNAVAILABLE', undefined]);
  expect(received).toHaveLength(4);
});

test('a write that honours an idempotency key is repeated with the same key and body', async () => {
  const { shop, received } = scriptedShop({
    'POST /orders/checkout': ['no connection', unavailable, { status: 201, body: { id: 'o' } }],
  });
  const checkout = () => inNoTime(shop.orders.POST('/checkout', { body: { items: [{ id: 'p', qty: 1 }], total: 10 } }));

  const { data } = await checkout();
  await checkout();

  const keys = received.map(({ headers }) => headers.get('idempotency-key') ?? '');
  expect(data).toMatchObject({ id: 'o' });
  expect(received.map(({ body }) => body)).toEqual(Array(4).fill({ items: [{ id: 'p', qty: 1 }], total: 10 }));
  expect(new Set(keys.slice(0, 3)).size).toBe(1);
  expect(keys[3]).not.toBe(keys[0]);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a key of the caller is kept', async () => {
  const { shop, received } = scriptedShop({ 'POST /orders/checkout': [{ status: 201, body: { id: 'o' } }] });

  await shop.orders.POST('/checkout', { params: { header: { 'Idempotency-Key': 'mine' } }, body: {} });

  expect(received[0]?.headers.get('idempotency-key')).toBe('mine');
});

test('a key does not make a route repeatable that ignores it', async () => {
  const { shop, received } = scriptedShop({ 'POST /orders/cart': [unavailable] });

  await inNoTime(shop.orders.POST('/cart', { headers: { 'Idempotency-Key': 'mine' }, body: { id: 'p', qty: 1 } }));

  expect(received).toHaveLength(1);
});

test('an order key goes with the call that has it', async () => {
  const { shop, received } = scriptedShop({ 'GET /orders/orders/o': [{ body: { id: 'o' } }] });
  const params = { path: { id: 'o' } };

  await shop.orders.GET('/orders/{id}', { params, headers: { 'X-Order-Key': 'k' } });
  await shop.orders.GET('/orders/{id}', { params });

  expect(received.map(({ headers }) => headers.get('x-order-key'))).toEqual(['k', null]);
});

test('the caller can abort the wait for a repetition', async () => {
  const controller = new AbortController();
  const { shop, received } = scriptedShop(
    { 'GET /products/products': ['no connection'] },
    { onRetry: () => controller.abort(new Error('The visitor went away')) },
  );

  await expect(inNoTime(shop.products.GET('/products', { signal: controller.signal }))).rejects.toThrow(
    'The visitor went away',
  );
  expect(received).toHaveLength(1);
});
