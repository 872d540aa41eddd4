import { stripTypeScriptTypes } from 'node:module';
import { createShopClient, type Retry, type ShopClientOptions, ShopError, unwrap } from '@ecommerce/client';
import { expect, test } from '@jest/globals';
import { codeIn, eventually, mailAddress, waitForMail } from '../../cli/shopClient.ts';
import { readmeExamples } from '../../client/test/readmeExamples.ts';
import { account, approvedProduct, platform, unique } from './shop.ts';

const services = {
  auth: platform.auth,
  banners: platform.banner,
  categories: platform.category,
  products: platform.product,
  orders: platform.order,
};

const clientOf = (options: ShopClientOptions = {}) => createShopClient({ services, ...options });

test('a customer goes from the first page to the order with the typed client', async () => {
  const product = await approvedProduct({ productPrice: 12.5 });
  const fullName = unique('Ann');
  const customer = { fullName, email: mailAddress(platform, fullName), password: 'passwrod123' };
  const shop = clientOf();

  // browse, where there is one at the gateway
  const visitor = platform.gateway === undefined ? shop : createShopClient({ baseUrl: platform.gateway });
  const listed = await unwrap(visitor.products.GET('/products', { params: { query: { limit: 1 } } }));
  const details = await unwrap(visitor.products.GET('/products/{id}', { params: { path: { id: product } } }));
  expect(listed.products).toHaveLength(1);
  expect(details.productPrice).toBe(12.5);

  // sign up and in
  const anonymous = await shop.orders.GET('/cart');
  expect(anonymous.error?.code).toBe('UNAUTHORIZED');
  await unwrap(shop.auth.POST('/sign-up', { body: customer }));
  const early = await shop.session.signIn({ email: customer.email, password: customer.password });
  expect(early.error?.code).toBe('USER_NOT_CONFIRMED');
  const confirmationCode = codeIn(await waitForMail(platform, customer.email, /./));
  await unwrap(shop.auth.POST('/confirm-sign-up', { body: { fullName, confirmationCode } }));
  await unwrap(shop.session.signIn({ email: customer.email, password: customer.password }));
  expect((await unwrap(shop.auth.GET('/me'))).email).toBe(customer.email);

  // cart and checkout
  await unwrap(shop.orders.POST('/cart', { body: { id: product, qty: 2 } }));
  const outdated = await shop.orders.POST('/checkout', { body: { total: 1 } });
  if (outdated.error?.code !== 'TOTAL_CHANGED') throw new Error(`Not TOTAL_CHANGED: ${outdated.error?.code}`);
  expect(outdated.error.total).toBe(25);
  const key = { header: { 'Idempotency-Key': crypto.randomUUID() } };
  const placed = await unwrap(shop.orders.POST('/checkout', { params: key, body: { total: 25 } }));
  const repeated = await unwrap(shop.orders.POST('/checkout', { params: key, body: { total: 25 } }));
  expect(repeated.id).toBe(placed.id);

  // the order
  const params = { path: { id: placed.id } };
  const order = await eventually('the stock of the order', async () => {
    const { status, items } = await unwrap(shop.orders.GET('/orders/{id}', { params }));
    return status === 'pending' ? undefined : { status, items };
  });
  expect(order).toMatchObject({ status: 'awaiting_payment', items: [{ productId: product, quantity: 2 }] });
  const cancelled = await unwrap(shop.orders.POST('/orders/{id}/cancel', { params }));
  expect(cancelled.id).toBe(placed.id);

  // sign out
  expect(await shop.session.signOut()).toEqual({});
  expect((await shop.orders.GET('/orders')).error?.code).toBe('UNAUTHORIZED');
});

test('a refresh token from a store restores the session, and ends with it', async () => {
  const { email, password } = await account('Restored');
  let kept: string | undefined;
  const session = {
    load: () => kept,
    save: (value: string) => {
      kept = value;
    },
    clear: () => {
      kept = undefined;
    },
  };
  const first = clientOf({ session });
  await unwrap(first.session.signIn({ email, password }));
  const second = clientOf({ session });

  const [me, orders] = await Promise.all([second.auth.GET('/me'), second.orders.GET('/orders')]);

  expect([me.data?.email, orders.data?.orders]).toEqual([email, []]);
  expect(await second.session.signOut()).toEqual({});
  expect(kept).toBeUndefined();
});

test('a session that was ended elsewhere ends with the next refresh', async () => {
  const { email, password } = await account('Elsewhere');
  const changes: boolean[] = [];
  const here = clientOf({ onSessionChange: (isSignedIn) => changes.push(isSignedIn) });
  const there = clientOf();
  await unwrap(here.session.signIn({ email, password }));
  await unwrap(there.session.signIn({ email, password }));
  await there.session.signOut();

  const { error } = await here.auth.POST('/me/password', {
    body: { oldPassword: password, newPassword: 'passwrod1234' },
  });

  expect(error?.code).toBe('UNAUTHORIZED');
  expect(changes).toEqual([true, false]);
});

test('a call whose response is lost is repeated and has one effect', async () => {
  const { email, password } = await account('Repeated');
  const product = await approvedProduct();
  const retries: Retry[] = [];
  let isLost = true;
  const shop = clientOf({
    onRetry: (retry) => retries.push(retry),
    fetch: async (request, init) => {
      const response = await globalThis.fetch(request, init);
      if (!request.url.endsWith('/create-order') || !isLost) return response;
      isLost = false;
      await response.arrayBuffer();
      throw new TypeError('The connection broke');
    },
  });
  await unwrap(shop.session.signIn({ email, password }));

  const { orderId } = await unwrap(shop.orders.POST('/create-order', { body: { id: product, quantity: 1 } }));

  const { orders } = await unwrap(shop.orders.GET('/orders'));
  expect(retries).toMatchObject([{ code: 'NETWORK_ERROR', method: 'POST' }]);
  expect(orders.map(({ id }) => id)).toEqual([orderId]);
});

test('the examples of its README work', async () => {
  const { email } = await account('Reader');
  const product = await approvedProduct();
  const lines: unknown[][] = [];
  const names = {
    console: { log: (...values: unknown[]) => void lines.push(values) },
    createShopClient: (options: ShopClientOptions) => clientOf({ ...options, services }),
    unwrap,
    ShopError,
  };
  const shop = clientOf();
  const run = async (example: string): Promise<void> => {
    const text = stripTypeScriptTypes(example)
      .replaceAll(/^import .*$/gm, '')
      .replaceAll(/^export /gm, '')
      .replaceAll('ann@example.com', email)
      .replaceAll('faaebaca-a48c-4417-aced-365ea474bf3d', product);
    const available = /\bconst shop\b/.test(text) ? names : { ...names, shop };
    await new Function(...Object.keys(available), `return (async () => {${text}})()`)(...Object.values(available));
  };

  for (const example of readmeExamples()) await run(example);
  for (const example of readmeExamples()) await run(example); // now somebody is signed in

  expect(lines).toContainEqual([expect.stringMatching(/^Reader /), []]);
  expect(lines).toContainEqual([expect.stringMatching(/^[\da-f-]{36}$/), expect.any(String)]); // an order and its secret
});
