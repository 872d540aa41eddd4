import { expect, test } from '@jest/globals';
import { failure, me, product, restShop, tokenOf } from './restShop.ts';

const cart = {
  id: 'c',
  items: ['p', 'q'].map((id) => ({
    product: { id, name: `Product ${id}`, price: 10, imageUrl: null, available: 5 },
    quantity: 2,
    lineTotal: 20,
  })),
  totalPrice: 40,
  currency: 'EUR',
};
const placed = { id: 'o', totalAmount: 40, currency: 'EUR', status: 'PENDING', createdAt: '2026-11-21T08:00:00.000Z' };
const order = (fields: object = {}) => ({
  id: 'o',
  status: 'completed',
  paymentStatus: 'paid',
  items: [],
  total: 40,
  currency: 'EUR',
  createdAt: '',
  updatedAt: '',
  ...fields,
});
const staff = { 'GET /auth/me': { body: { ...me, groups: ['staff'] } } };
const ann = tokenOf('ann');
const tokens = { IdToken: 'id', AccessToken: 'access', RefreshToken: 'refresh', ExpiresIn: 3600, TokenType: 'Bearer' };

test('login returns a token and the user', async () => {
  const { ask, calls } = restShop({
    'POST /auth/sign-in': { body: { msg: '', tokens } },
    'GET /auth/me': { body: me },
  });

  const { data } = await ask(
    'mutation { login(email: "ann@example.com", password: "passwrod123") { token user { id name email } } }',
  );

  expect(data).toEqual({ login: { token: 'id', user: { id: 'ann', name: 'Ann Lee', email: 'ann@example.com' } } });
  expect(calls.map(({ route, body, headers }) => [route, body, headers.get('authorization')])).toEqual([
    ['POST /auth/sign-in', { email: 'ann@example.com', password: 'passwrod123' }, null],
    ['GET /auth/me', undefined, 'Bearer access'],
  ]);
});

test('login of an account with an authenticator app is the error MFA_REQUIRED with the session', async () => {
  const { ask } = restShop({
    'POST /auth/sign-in': { body: { challenge: 'SOFTWARE_TOKEN_MFA', session: 's' } },
    'POST /auth/sign-in/mfa': { body: { msg: '', tokens } },
  });

  const first = await ask('mutation { login(email: "ann@example.com", password: "passwrod123") { token } }');
  const second = await ask('mutation { loginMfa(session: "s", code: "123456") { token refreshToken } }');

  expect(first.data).toBeNull();
  expect(first.errors?.[0]?.extensions).toEqual({ code: 'MFA_REQUIRED', session: 's' });
  expect(second.data).toEqual({ loginMfa: { token: 'id', refreshToken: 'refresh' } });
});

test('a request may sign in once', async () => {
  const { ask, routes } = restShop({ 'POST /auth/sign-in': failure(401, 'INVALID_CREDENTIALS') });
  const login = (alias: string) => `${alias}: login(email: "ann@example.com", password: "${alias}") { token }`;

  const { errors } = await ask(`mutation { ${['a', 'b', 'c'].map(login).join(' ')} }`);

  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_CREDENTIALS']); // nothing follows a failed mutation
  expect(routes()).toEqual(['POST /auth/sign-in']);
});

test('a successful sign-in is not followed by another one', async () => {
  const { ask, routes } = restShop({ 'POST /auth/sign-in': { body: { msg: '', tokens } } });
  const login = (alias: string) => `${alias}: login(email: "ann@example.com", password: "passwrod123") { token }`;

  const { errors } = await ask(`mutation { ${['a', 'b'].map(login).join(' ')} }`);

  expect(errors?.map(({ message }) => message)).toEqual(['A request may sign in once.']);
  expect(routes()).toEqual(['POST /auth/sign-in']);
});

test('products have the fields of the shop', async () => {
  const { ask } = restShop({ 'GET /products/products': { body: { products: [product('p')] } } });

  const { data } = await ask('{ products(limit: 1, offset: 0) { id name description price imageUrl stock } }');

  expect(data).toEqual({
    products: [
      {
        id: 'p',
        name: 'Product p',
        description: 'About p',
        price: 10,
        imageUrl: 'https://images.example/p.png',
        stock: 5,
      },
    ],
  });
});

test('an offset is reached in pages of 100', async () => {
  const all = Array.from({ length: 250 }, (_, index) => product(`p${index}`));
  const { ask, calls } = restShop({
    'GET /products/products': ({ query }) => {
      const [from, limit] = [Number(query.get('cursor') ?? 0), Number(query.get('limit'))];
      const nextCursor = from + limit < all.length ? { nextCursor: String(from + limit) } : {};
      return { body: { products: all.slice(from, from + limit), ...nextCursor } };
    },
  });

  const { data } = await ask('{ products(limit: 3, offset: 204) { id } }');
  const beyond = await ask('{ products(limit: 3, offset: 500) { id } }');

  expect(data).toEqual({ products: [{ id: 'p204' }, { id: 'p205' }, { id: 'p206' }] });
  expect(calls.slice(0, 3).map(({ query }) => query.get('limit'))).toEqual(['100', '100', '7']);
  expect(beyond.data).toEqual({ products: [] });
});

test('an offset above 1,000 is an error that names the cursor', async () => {
  const { ask, routes } = restShop({});

  const { errors } = await ask('{ products(limit: 1, offset: 1001) { id } }');

  expect(errors).toMatchObject([
    {
      message: 'offset: must be from 0 to 1000; for more use productPage with its cursor',
      extensions: { code: 'INVALID_INPUT' },
    },
  ]);
  expect(routes()).toEqual([]);
});

test.each([
  ['RELEVANCE', 'relevance'],
  ['NEWEST', 'newest'],
  ['PRICE_ASC', 'price-asc'],
  ['PRICE_DESC', 'price-desc'],
])('productPage sorts by %s', async (sort, sent) => {
  const { ask, calls } = restShop({ 'GET /products/products': { body: { products: [product('p')] } } });

  const { data } = await ask(`{ productPage(q: "shoes", sort: ${sort}) { products { id } } }`);

  expect(data).toEqual({ productPage: { products: [{ id: 'p' }] } });
  expect(Object.fromEntries(calls[0]?.query ?? [])).toEqual({ q: 'shoes', sort: sent, limit: '20' });
});

test('productPage filters by options and attributes, and counts what can be filtered by where that is asked for', async () => {
  const facets = [{ name: 'Size', values: [{ value: 'M', count: 3 }] }];
  const { ask, calls } = restShop({
    'GET /products/products': ({ query }) => ({
      body: { products: [product('p')], ...(query.has('facets') ? { facets, total: 3 } : {}) },
    }),
  });
  const attr =
    '[{ name: "Size", values: ["M", "L"] }, { name: "Material", values: ["wool"] }, { name: "Size", values: ["S"] }]';

  const counted = await ask(`{ productPage(attr: ${attr}) { total facets { name values { value count } } } }`);
  const plain = await ask('{ productPage { products { id } } }');

  expect(counted.data).toEqual({ productPage: { total: 3, facets } });
  expect(plain.data).toEqual({ productPage: { products: [{ id: 'p' }] } });
  expect(calls.map(({ query }) => [...query])).toEqual([
    [
      ['limit', '20'],
      ...['M', 'L', 'S'].map((size) => ['attr.Size', size]),
      ...[
        ['attr.Material', 'wool'],
        ['facets', 'true'],
      ],
    ],
    [['limit', '20']],
  ]);
});

test('productPage refuses a filter without values, which would filter nothing', async () => {
  const { ask, calls } = restShop({});

  const { errors } = await ask('{ productPage(attr: [{ name: "Size", values: [] }]) { nextCursor } }');

  expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: 'attr' }] });
  expect(calls).toEqual([]);
});

test('addToCart adds the quantity and returns the cart', async () => {
  const { ask, calls } = restShop({ 'POST /orders/cart': { body: cart } });

  const { data } = await ask(
    'mutation { addToCart(productId: "p", quantity: 2) { id items { product { id name price } quantity } totalPrice } }',
    ann,
  );

  expect(data).toEqual({
    addToCart: {
      id: 'c',
      items: ['p', 'q'].map((id) => ({ product: { id, name: `Product ${id}`, price: 10 }, quantity: 2 })),
      totalPrice: 40,
    },
  });
  expect(calls.map(({ body, headers }) => [body, headers.get('authorization')])).toEqual([
    [{ id: 'p', qty: 2 }, `Bearer ${ann}`],
  ]);
});

test('cart shows the cart, with one call', async () => {
  const { ask, routes } = restShop({ 'GET /orders/cart': { body: cart } });

  const { data } = await ask(
    '{ cart { id items { product { id name price imageUrl stock } quantity } totalPrice } }',
    ann,
  );

  expect(data).toMatchObject({ cart: { id: 'c', items: [{ quantity: 2 }, { quantity: 2 }] } });
  expect(routes()).toEqual(['GET /orders/cart']);
});

test('checkout orders the cart', async () => {
  const { ask, calls } = restShop({ 'POST /orders/checkout': { status: 201, body: placed } });

  const { data } = await ask('mutation { checkout { id totalAmount status createdAt } }', ann);

  expect(data).toEqual({ checkout: { id: 'o', totalAmount: 40, status: 'PENDING', createdAt: placed.createdAt } });
  expect(calls[0]?.body).toEqual({});
  expect(calls[0]?.headers.get('idempotency-key')).toMatch(/^[\da-f-]{36}$/);
});

test('checkout takes what the REST route takes, and leaves out what is null', async () => {
  const { ask, calls } = restShop({ 'POST /orders/checkout': { status: 201, body: placed } });
  const address =
    'name: "Ann", line1: "Museumsinsel 1", line2: null, city: "München", country: "DE", postalCode: "80538"';

  await ask(
    `mutation { checkout(input: { total: 40, note: null, shippingAddress: { ${address} }, shippingMethod: "m" }, idempotencyKey: "k") { id } }`,
    ann,
  );

  expect(calls[0]?.body).toEqual({
    total: 40,
    shippingMethod: 'm',
    shippingAddress: { name: 'Ann', line1: 'Museumsinsel 1', city: 'München', country: 'DE', postalCode: '80538' },
  });
  expect(calls[0]?.headers.get('idempotency-key')).toBe('k');
});

test('createOrder orders the cart of the caller, at the amount that the caller expects', async () => {
  const { ask, calls } = restShop({ 'POST /orders/checkout': { status: 201, body: placed } });

  const { data } = await ask('mutation { createOrder(userId: "ann", amount: 40.0) { id status userId amount } }', ann);

  expect(data).toEqual({ createOrder: { id: 'o', status: 'PENDING', userId: 'ann', amount: 40 } });
  expect(calls.map(({ body }) => body)).toEqual([{ total: 40 }]);
});

test.each([
  ['another amount than the total', ann, 'ann', 'TOTAL_CHANGED', 1],
  ['another person', ann, 'bob', 'FORBIDDEN', 0],
  ['nobody', undefined, 'ann', 'UNAUTHORIZED', 0],
  ['a token that is none', 'x', 'ann', 'FORBIDDEN', 0],
])('createOrder is rejected for %s', async (_, token, userId, code, restCalls) => {
  const { ask, calls } = restShop({ 'POST /orders/checkout': failure(409, 'TOTAL_CHANGED', { total: 41 }) });

  const { errors } = await ask(`mutation { createOrder(userId: "${userId}", amount: 40) { id } }`, token);

  expect(errors?.[0]?.extensions.code).toBe(code);
  expect(calls).toHaveLength(restCalls);
});

test('confirmPayment returns a paid order to staff', async () => {
  const { ask, routes } = restShop({ ...staff, 'GET /orders/orders/o': { body: order() } });

  const { data } = await ask('mutation { confirmPayment(orderId: "o", paymentStatus: "paid") { id status } }', ann);

  expect(data).toEqual({ confirmPayment: { id: 'o', status: 'COMPLETED' } });
  expect(routes().filter((route) => !route.startsWith('GET'))).toEqual([]);
});

test('confirmPayment that is signed is confirmed by the REST API, which checks the signature over the two arguments', async () => {
  const { send, calls } = restShop({
    'POST /orders/payments/confirmations': { body: { id: 'o', status: 'COMPLETED' } },
  });

  const { data } = await send(
    { query: 'mutation { confirmPayment(orderId: "o", paymentStatus: "paid") { id status } }' },
    { 'stripe-signature': 't=1,v1=x' },
  );

  expect(data).toEqual({ confirmPayment: { id: 'o', status: 'COMPLETED' } });
  expect(calls.map(({ headers, body }) => [headers.get('stripe-signature'), JSON.stringify(body)])).toEqual([
    ['t=1,v1=x', '{"orderId":"o","paymentStatus":"paid"}'],
  ]);
});

test.each([
  ['customers', {}, order(), 'paid', 'FORBIDDEN'],
  [
    'orders that the provider has not confirmed',
    staff,
    order({ paymentStatus: 'unpaid' }),
    'paid',
    'PAYMENT_NOT_CONFIRMED',
  ],
  ['orders that are refunded', staff, order({ paymentStatus: 'refunded' }), 'succeeded', 'PAYMENT_NOT_CONFIRMED'],
  ['another status', staff, order(), 'failed', 'INVALID_INPUT'],
])('confirmPayment is rejected for %s', async (_, account, found, status, code) => {
  const { ask } = restShop({ 'GET /auth/me': { body: me }, ...account, 'GET /orders/orders/o': { body: found } });

  const { errors } = await ask(
    `mutation { confirmPayment(orderId: "o", paymentStatus: "${status}") { id status } }`,
    ann,
  );

  expect(errors?.[0]?.extensions.code).toBe(code);
});

/** Answers `GET /products?ids=` with these products. */
const onSale = (...ids: string[]) => ({
  'GET /products/products': ({ query }: { query: URLSearchParams }) => {
    const asked = query.get('ids')?.split(',') ?? [];
    return { body: { products: asked.filter((id) => ids.includes(id)).map(product) } };
  },
});

test('all products of a request are read with one call, however many and however often it asks for them', async () => {
  const ids = ['p', 'q', 'gone'];
  const items = ids.map((productId) => ({ productId, productName: productId, unitPrice: 10, quantity: 1 }));
  const { ask, calls } = restShop({
    'GET /orders/orders': {
      body: { orders: Array.from({ length: 10 }, (_, index) => order({ id: `o${index}`, items })) },
    },
    'GET /orders/cart': { body: cart },
    ...onSale('p', 'q'),
  });

  const { data, errors } = await ask(
    `{
      orders(limit: 10) { orders { id items { name product { id description } } } }
      cart { items { product { name description category } } }
      first: product(id: "p") { name }
      again: product(id: "p") { description }
    }`,
    ann,
  );

  const counts = new Map<string, number>();
  for (const { route } of calls) counts.set(route, (counts.get(route) ?? 0) + 1);
  expect(errors).toBeUndefined();
  expect(Object.fromEntries(counts)).toEqual({
    'GET /orders/orders': 1,
    'GET /orders/cart': 1,
    'GET /products/products': 1,
  });
  expect(
    calls
      .find(({ query }) => query.has('ids'))
      ?.query.get('ids')
      ?.split(',')
      .toSorted(),
  ).toEqual(ids.toSorted());
  expect(data).toMatchObject({
    first: { name: 'Product p' },
    again: { description: 'About p' },
    orders: {
      orders: Array(10).fill({ items: [{ product: { id: 'p' } }, { product: { id: 'q' } }, { product: null }] }),
    },
  });
});

test('the next request reads products again', async () => {
  const { ask, calls } = restShop(onSale('p'));

  await ask('{ product(id: "p") { name } }');
  await ask('{ product(id: "p") { name } }');

  expect(calls).toHaveLength(2);
});

test('what cannot be an id is no product, and does no harm to the others', async () => {
  const { ask, calls } = restShop(onSale('p'));

  const { data } = await ask(
    `{ p: product(id: "p") { name } comma: product(id: "p,q") { name } empty: product(id: "") { name } long: product(id: "${'x'.repeat(129)}") { name } }`,
  );

  expect(data).toEqual({ p: { name: 'Product p' }, comma: null, empty: null, long: null });
  expect(calls.map(({ query }) => query.get('ids'))).toEqual(['p']);
});

test('a request reads the details of 100 products at most', async () => {
  const items = (page: number) =>
    Array.from({ length: 20 }, (_, index) => ({
      productId: `p${page}-${index}`,
      productName: '',
      unitPrice: 1,
      quantity: 1,
    }));
  const pages = Array.from({ length: 6 }, (_, page) => order({ id: `o${page}`, items: items(page) }));
  const { ask, calls } = restShop({ 'GET /orders/orders': { body: { orders: pages } } });

  const { errors } = await ask('{ orders(limit: 6) { orders { items { product { name } } } } }', ann);

  expect(calls.length).toBeLessThanOrEqual(2);
  expect(errors?.[0]).toMatchObject({
    message: 'The details of at most 100 products can be read at once.',
    extensions: { code: 'INVALID_INPUT' },
  });
});

test('lists of categories and banners have pages', async () => {
  const { ask } = restShop({
    'GET /categories/categories': {
      body: [{ id: 'c', categoryName: 'shoes', imageUrl: 'https://images.example/c.png' }],
      headers: { 'x-next-cursor': 'next' },
    },
    'GET /banners/banners': { body: { banners: [{ id: 'b', imageUrl: 'https://images.example/b.png' }] } },
  });

  const { data } = await ask(
    '{ categories(limit: 1) { categories { id name } nextCursor } banners { banners { id } nextCursor } }',
  );

  expect(data).toEqual({
    categories: { categories: [{ id: 'c', name: 'shoes' }], nextCursor: 'next' },
    banners: { banners: [{ id: 'b' }], nextCursor: null },
  });
});

test('the category tree shows each category with its ancestors', async () => {
  const top = { id: 'a', categoryName: 'clothes', imageUrl: 'https://images.example/a.png' };
  const below = { ...top, id: 'b', categoryName: 'shirts', parentId: 'a', position: 0 };
  const { ask } = restShop({
    'GET /categories/categories/tree': {
      body: {
        categories: [
          { ...top, path: [] },
          { ...below, path: [{ id: 'a', categoryName: 'clothes' }] },
        ],
      },
    },
  });

  const { data } = await ask('{ categoryTree { id name parentId position path { id name } } }');

  expect(data).toEqual({
    categoryTree: [
      { id: 'a', name: 'clothes', parentId: null, position: null, path: [] },
      { id: 'b', name: 'shirts', parentId: 'a', position: 0, path: [{ id: 'a', name: 'clothes' }] },
    ],
  });
});
