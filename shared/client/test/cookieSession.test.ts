import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Answer, scriptedShop, tokensOf, unauthorized } from './scriptedShop.ts';

const credentials = { email: 'ann@example.com', password: 'passwrod123' };
const signedIn: Answer = { body: { msg: 'User successfully signed in!', tokens: tokensOf(1) } };
const refreshed: Answer = { body: { msg: 'refreshed', tokens: tokensOf(2) } };
const orders: Answer = { body: { orders: [] } };

const stored = new Map<string, string>();
const browserStorage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
};
const setStorage = (get: () => unknown) =>
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get });
const present = Object.getOwnPropertyDescriptor(globalThis, 'localStorage') ?? { value: undefined, configurable: true };

beforeEach(() => {
  stored.clear();
  setStorage(() => browserStorage);
});
afterEach(() => void Object.defineProperty(globalThis, 'localStorage', present));

const cookieShop = (script: Parameters<typeof scriptedShop>[0]) => scriptedShop(script, { session: 'cookie' });

test('a sign-in asks for the cookie, and the storage holds no token', async () => {
  const { shop, received } = cookieShop({ 'POST /auth/sign-in': [signedIn], 'GET /orders/orders': [orders] });

  await shop.session.signIn(credentials);
  await shop.orders.GET('/orders');

  const [signIn, list] = received;
  expect(signIn).toMatchObject({ credentials: 'include' });
  expect(signIn?.headers.get('x-requested-with')).toBe('refresh-cookie');
  expect(list?.credentials).not.toBe('include');
  expect(list?.headers.has('x-requested-with')).toBe(false);
  expect([...stored]).toEqual([['ecommerce.session', 'cookie']]);
});

test('the next page restores the session from the cookie before its first call', async () => {
  stored.set('ecommerce.session', 'cookie');
  const { shop, received } = cookieShop({ 'POST /auth/refresh-token': [refreshed], 'GET /orders/orders': [orders] });

  await shop.orders.GET('/orders');

  expect(received.map(({ route, body, credentials: sent }) => [route, body, sent])).toEqual([
    ['POST /auth/refresh-token', {}, 'include'],
    ['GET /orders/orders', undefined, 'same-origin'],
  ]);
  expect(received[1]?.headers.get('authorization')).toBe('Bearer id-2');
});

test('a visitor who never signed in causes no request for tokens', async () => {
  const { shop, routes } = cookieShop({ 'GET /orders/orders': [unauthorized] });

  const isSignedIn = await shop.session.restore();
  await shop.orders.GET('/orders');

  expect(isSignedIn).toBe(false);
  expect(routes()).toEqual(['GET /orders/orders']);
});

test('a cookie that has gone ends the session', async () => {
  stored.set('ecommerce.session', 'cookie');
  const body = { error: 'refreshToken: is required', code: 'INVALID_INPUT', requestId: 'r' };
  const { shop } = cookieShop({ 'POST /auth/refresh-token': [{ status: 400, body }] });

  expect(await shop.session.restore()).toBe(false);
  expect(stored.size).toBe(0);
});

test('a sign-out removes the cookie', async () => {
  stored.set('ecommerce.session', 'cookie');
  const { shop, received } = cookieShop({
    'POST /auth/refresh-token': [refreshed],
    'POST /auth/sign-out': [{ body: { msg: '' } }],
  });

  const { error } = await shop.session.signOut();

  expect(error).toBeUndefined();
  expect(received.at(-1)).toMatchObject({
    route: 'POST /auth/sign-out',
    body: { accessToken: 'access-2' },
    credentials: 'include',
  });
  expect(received.at(-1)?.headers.get('x-requested-with')).toBe('refresh-cookie');
  expect(stored.size).toBe(0);
});

test('where the origin may have no cookie, the session lasts as long as the page', async () => {
  const body = { msg: 'User successfully signed in!', tokens: tokensOf(1, 'refresh') };
  const { shop, received } = cookieShop({
    'POST /auth/sign-in': [{ body }],
    'POST /auth/refresh-token': [refreshed],
    'GET /orders/orders': ({ headers }) => (headers.get('authorization') === 'Bearer id-2' ? orders : unauthorized),
  });
  await shop.session.signIn(credentials);

  const { data } = await shop.orders.GET('/orders');

  expect(data).toEqual({ orders: [] });
  expect(received[2]?.body).toEqual({ refreshToken: 'refresh' });
  expect(stored.size).toBe(0);
});

test('where a page may not store anything, the server knows whether there is a cookie', async () => {
  setStorage(() => {
    throw new Error('The visitor has forbidden it');
  });
  const { shop } = cookieShop({ 'POST /auth/refresh-token': [refreshed] });

  expect(await shop.session.idToken()).toBe('id-2');
});
