import { afterEach, expect, jest, test } from '@jest/globals';
import type { RefreshTokenStore } from '../src/index.ts';
import { type Answer, scriptedShop, tokensOf, unauthorized, unavailable } from './scriptedShop.ts';

const credentials = { email: 'ann@example.com', password: 'passwrod123' };
const signedIn: Answer = { body: { msg: 'User successfully signed in!', tokens: tokensOf(1, 'refresh') } };
const refreshed = (version: number): Answer => ({ body: { msg: 'refreshed', tokens: tokensOf(version) } });
const orders: Answer = { body: { orders: [] } };

/** Lets the tokens of an hour expire. */
const anHourLater = () => void jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
afterEach(() => void jest.restoreAllMocks());

const bearersOf = (received: { route: string; headers: Headers }[]) =>
  received.map(({ route, headers }) => `${route} ${headers.get('authorization') ?? '-'}`);

test('after a sign-in, authService gets the access token and the other services the ID token', async () => {
  const { shop, received } = scriptedShop({
    'POST /auth/sign-in': [signedIn],
    'GET /auth/me': [{ body: {} }],
    'GET /orders/orders': [orders],
  });

  const { data, error } = await shop.session.signIn(credentials);
  await shop.auth.GET('/me');
  await shop.orders.GET('/orders');

  expect({ data, error }).toEqual({ data: {} });
  expect(bearersOf(received)).toEqual([
    'POST /auth/sign-in -',
    'GET /auth/me Bearer access-1',
    'GET /orders/orders Bearer id-1',
  ]);
});

test('a refused sign-in is a failure of its route', async () => {
  const body = { error: 'Wrong', code: 'INVALID_CREDENTIALS', requestId: 'r' };
  const { shop, received } = scriptedShop({ 'POST /auth/sign-in': [{ status: 401, body }] });

  const { error } = await shop.session.signIn(credentials);

  expect(error).toEqual(body);
  expect(received).toHaveLength(1);
});

test('an account with an authenticator app signs in with a challenge', async () => {
  const { shop, received } = scriptedShop({
    'POST /auth/sign-in': [{ body: { challenge: 'SOFTWARE_TOKEN_MFA', session: 's' } }],
    'POST /auth/sign-in/mfa': [signedIn],
    'GET /orders/orders': [orders],
  });

  const { data } = await shop.session.signIn(credentials);
  const isSignedIn = await shop.session.restore();
  const second = await shop.session.signInMfa({ session: data?.session ?? '', code: '123456' });
  await shop.orders.GET('/orders');

  expect(data).toEqual({ challenge: 'SOFTWARE_TOKEN_MFA', session: 's' });
  expect(isSignedIn).toBe(false);
  expect(second.data).toEqual({});
  expect(received[1]?.body).toEqual({ session: 's', code: '123456' });
  expect(received.at(-1)?.headers.get('authorization')).toBe('Bearer id-1');
});

test('new tokens can be asked for before the old ones expire', async () => {
  const { shop } = scriptedShop({ 'POST /auth/sign-in': [signedIn], 'POST /auth/refresh-token': [refreshed(2)] });
  await shop.session.signIn(credentials);

  expect(await shop.session.refresh()).toBe(true);
  expect(await shop.session.idToken()).toBe('id-2');
});

test('tokens are refreshed before they expire, once for calls at the same time', async () => {
  const { shop, received } = scriptedShop({
    'POST /auth/sign-in': [signedIn],
    'POST /auth/refresh-token': [refreshed(2)],
    'GET /orders/orders': [orders],
  });
  await shop.session.signIn(credentials);
  anHourLater();

  const results = await Promise.all([1, 2, 3].map(() => shop.orders.GET('/orders')));

  expect(results.map(({ data }) => data)).toEqual([{ orders: [] }, { orders: [] }, { orders: [] }]);
  expect(bearersOf(received).slice(1)).toEqual([
    'POST /auth/refresh-token -',
    ...Array(3).fill('GET /orders/orders Bearer id-2'),
  ]);
  expect(received[1]?.body).toEqual({ refreshToken: 'refresh' });
});

test('a rejected token is refreshed, once for calls at the same time, and the calls are repeated', async () => {
  const { shop, routes } = scriptedShop({
    'POST /auth/sign-in': [signedIn],
    'POST /auth/refresh-token': [refreshed(2)],
    'POST /orders/cart': ({ headers }) =>
      headers.get('authorization') === 'Bearer id-2' ? { body: {} } : unauthorized,
  });
  await shop.session.signIn(credentials);

  const add = () => shop.orders.POST('/cart', { body: { id: 'p', qty: 1 } });
  const results = await Promise.all([add(), add(), add()]);

  expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
  expect(routes().filter((route) => route === 'POST /auth/refresh-token')).toHaveLength(1);
  expect(routes().filter((route) => route === 'POST /orders/cart')).toHaveLength(6);
});

test('a token that is rejected again is not refreshed forever', async () => {
  const { shop, received } = scriptedShop({
    'POST /auth/sign-in': [signedIn],
    'POST /auth/refresh-token': [refreshed(2)],
    'GET /orders/orders': [unauthorized],
  });
  await shop.session.signIn(credentials);

  const { error } = await shop.orders.GET('/orders');

  expect(error?.code).toBe('UNAUTHORIZED');
  expect(received).toHaveLength(4);
});

test('a wrong password is not taken for a rejected token', async () => {
  const body = { error: 'Wrong', code: 'INVALID_CREDENTIALS', requestId: 'r' };
  const { shop, routes } = scriptedShop({
    'POST /auth/sign-in': [signedIn],
    'POST /auth/me/password': [{ status: 401, body }],
  });
  await shop.session.signIn(credentials);

  const { error } = await shop.auth.POST('/me/password', { body: { oldPassword: 'x', newPassword: 'y' } });

  expect(error?.code).toBe('INVALID_CREDENTIALS');
  expect(routes()).toEqual(['POST /auth/sign-in', 'POST /auth/me/password']);
});

test('a session whose refresh token is rejected ends', async () => {
  const changes: boolean[] = [];
  const { shop, routes } = scriptedShop(
    {
      'POST /auth/sign-in': [signedIn],
      'POST /auth/refresh-token': [unauthorized],
      'GET /orders/orders': ({ headers }) => (headers.has('authorization') ? orders : unauthorized),
      'POST /orders/checkout': [{ status: 201, body: {} }],
    },
    { onSessionChange: (isSignedIn) => changes.push(isSignedIn) },
  );
  await shop.session.signIn(credentials);
  anHourLater();

  const write = await shop.orders.POST('/checkout', { body: {} });
  const read = await shop.orders.GET('/orders');

  expect(write.error?.code).toBe('UNAUTHORIZED'); // not sent: it would be an order of nobody
  expect(read.error?.code).toBe('UNAUTHORIZED');
  expect(changes).toEqual([true, false]);
  expect(await shop.session.restore()).toBe(false);
  expect(routes()).toEqual(['POST /auth/sign-in', 'POST /auth/refresh-token', 'GET /orders/orders']);
});

test('while tokens cannot be refreshed, the session stays and the catalogue can be read', async () => {
  const { shop, routes } = scriptedShop(
    {
      'POST /auth/sign-in': [signedIn],
      'POST /auth/refresh-token': [unavailable, unavailable, refreshed(2)],
      'GET /orders/orders': ({ headers }) => (headers.has('authorization') ? orders : unauthorized),
      'GET /products/products': [{ body: { products: [] } }],
    },
    { retries: 0 },
  );
  await shop.session.signIn(credentials);
  anHourLater();

  const catalogue = await shop.products.GET('/products');
  const write = await shop.orders.POST('/checkout', { body: {} });
  const read = await shop.orders.GET('/orders');
  const later = await shop.orders.GET('/orders');

  expect(catalogue.data).toEqual({ products: [] });
  expect([write.error?.code, read.error?.code]).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
  expect(later.data).toEqual({ orders: [] });
  expect(routes().slice(1, 2)).toEqual(['GET /products/products']);
});

test('a staff list of the catalogue gets a token, also after it has expired', async () => {
  const { shop, received } = scriptedShop({
    'POST /auth/sign-in': [signedIn],
    'POST /auth/refresh-token': [refreshed(2)],
    'GET /products/products/pending': ({ headers }) =>
      headers.has('authorization') ? { body: { products: [] } } : unauthorized,
  });
  await shop.session.signIn(credentials);
  await shop.products.GET('/products/pending');
  anHourLater();

  const { data } = await shop.products.GET('/products/pending');

  expect(data).toEqual({ products: [] });
  expect(bearersOf(received).slice(1)).toEqual([
    'GET /products/products/pending Bearer id-1',
    'GET /products/products/pending -',
    'POST /auth/refresh-token -',
    'GET /products/products/pending Bearer id-2',
  ]);
});

test('the caller can abort a call that waits for a token, and the others get it', async () => {
  let answer = (_: Answer): void => {};
  const { shop } = scriptedShop({
    'POST /auth/sign-in': [{ body: { tokens: { ...tokensOf(1, 'r'), ExpiresIn: 1 } } }],
    'POST /auth/refresh-token': () => new Promise((resolve) => (answer = resolve)),
    'GET /orders/cart': [{ body: { items: [] } }],
  });
  await shop.session.signIn(credentials);
  const controller = new AbortController();
  const aborted = shop.orders.GET('/cart', { signal: controller.signal });
  const other = shop.orders.GET('/cart');
  await new Promise(setImmediate);

  controller.abort(new Error('The visitor went away'));

  await expect(aborted).rejects.toThrow('The visitor went away');
  answer({ body: { tokens: tokensOf(2) } });
  expect((await other).data).toEqual({ items: [] });
});

test('several calls that fail for want of a token each get the failure', async () => {
  const { shop } = scriptedShop(
    { 'POST /auth/sign-in': [signedIn], 'POST /auth/refresh-token': [unavailable] },
    { retries: 0 },
  );
  await shop.session.signIn(credentials);
  anHourLater();

  const results = await Promise.all([1, 2].map(() => shop.orders.POST('/checkout', { body: {} })));

  expect(results.map(({ error }) => error?.code)).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
});

test('a sign-out ends the session at the server and here', async () => {
  const changes: boolean[] = [];
  const { shop, received } = scriptedShop(
    {
      'POST /auth/sign-in': [signedIn],
      'POST /auth/sign-out': [{ body: { msg: 'User succesfully signed out!' } }],
      'GET /orders/orders': [unauthorized],
    },
    { onSessionChange: (isSignedIn) => changes.push(isSignedIn) },
  );
  await shop.session.signIn(credentials);

  const { error } = await shop.session.signOut();
  await shop.orders.GET('/orders');

  expect(error).toBeUndefined();
  expect(received[1]?.body).toEqual({ accessToken: 'access-1' });
  expect(received.at(-1)?.headers.has('authorization')).toBe(false);
  expect(changes).toEqual([true, false]);
});

test('a sign-out that does not reach the shop can be tried again', async () => {
  const { shop } = scriptedShop(
    { 'POST /auth/sign-in': [signedIn], 'POST /auth/sign-out': ['no connection', { body: { msg: '' } }] },
    { retries: 0 },
  );
  await shop.session.signIn(credentials);

  const first = await shop.session.signOut();
  const between = await shop.session.restore();
  const second = await shop.session.signOut();

  expect(first.error?.code).toBe('NETWORK_ERROR');
  expect(between).toBe(true);
  expect(second.error).toBeUndefined();
  expect(await shop.session.restore()).toBe(false);
});

test('a session that has ended elsewhere is signed out without an error', async () => {
  const { shop } = scriptedShop({ 'POST /auth/sign-in': [signedIn], 'POST /auth/sign-out': [unauthorized] });
  await shop.session.signIn(credentials);

  const { error } = await shop.session.signOut();

  expect(error).toBeUndefined();
  expect(await shop.session.restore()).toBe(false);
});

test('tokens of a refresh that ends after somebody else has signed in are not used', async () => {
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  const { shop, received } = scriptedShop({
    'POST /auth/sign-in': [signedIn, { body: { msg: '', tokens: tokensOf(3, 'of Bob') } }],
    'GET /orders/orders': [orders],
    'POST /auth/refresh-token': () => isReleased.then(() => refreshed(2)),
  });
  await shop.session.signIn(credentials);
  anHourLater();
  const list = shop.orders.GET('/orders');
  while (!received.some(({ route }) => route === 'POST /auth/refresh-token')) await new Promise(setImmediate);

  await shop.session.signIn({ ...credentials, email: 'bob@example.com' });
  release();
  await list;
  await shop.orders.GET('/orders');

  expect(bearersOf(received).slice(-2)).toEqual(Array(2).fill('GET /orders/orders Bearer id-3'));
});

test('a session is restored from the store of the caller', async () => {
  let kept: string | undefined = 'kept';
  const store: RefreshTokenStore = {
    load: async () => kept,
    save: async (value) => {
      kept = value;
    },
    clear: async () => {
      kept = undefined;
    },
  };
  const { shop, received } = scriptedShop(
    {
      'POST /auth/refresh-token': [refreshed(2)],
      'POST /auth/sign-in': [signedIn],
      'POST /auth/sign-out': [{ body: { msg: '' } }],
    },
    { session: store },
  );

  expect(await shop.session.restore()).toBe(true);
  expect(await shop.session.idToken()).toBe('id-2');
  expect(received.map(({ body }) => body)).toEqual([{ refreshToken: 'kept' }]);
  await shop.session.signIn(credentials);
  expect(kept).toBe('refresh');
  await shop.session.signOut();
  expect(kept).toBeUndefined();
});

test('a token of the caller is sent instead of a session', async () => {
  const { shop, received } = scriptedShop({ 'GET /orders/orders': [unauthorized] }, { token: () => 'theirs' });

  const { error } = await shop.orders.GET('/orders');
  await shop.orders.GET('/orders', { headers: { authorization: 'Bearer other' } });

  expect(error?.code).toBe('UNAUTHORIZED');
  expect(bearersOf(received)).toEqual(['GET /orders/orders Bearer theirs', 'GET /orders/orders Bearer other']);
});

test('headers of the client go with all requests', async () => {
  const { shop, received } = scriptedShop({ 'GET /orders/orders': [orders] }, { headers: { 'x-correlation-id': 'c' } });

  await shop.orders.GET('/orders');

  expect(received[0]?.headers.get('x-correlation-id')).toBe('c');
});

test('without a session nothing is refreshed', async () => {
  const { shop, routes } = scriptedShop({ 'GET /orders/orders': [unauthorized] });

  await shop.orders.GET('/orders');
  await shop.session.signOut();

  expect(await shop.session.idToken()).toBeUndefined();
  expect(routes()).toEqual(['GET /orders/orders']);
});
