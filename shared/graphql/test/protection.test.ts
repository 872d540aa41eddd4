import { createHash } from 'node:crypto';
import { afterEach, expect, jest, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { failure, me, product, restShop } from './restShop.ts';

afterEach(() => void jest.restoreAllMocks());

const products = { 'GET /products/products': { body: { products: [product('p')] } } };

test('an error has the code and the data of the REST API', async () => {
  const { ask } = restShop({
    'POST /orders/cart': failure(400, 'INSUFFICIENT_STOCK', { quantityAvailable: 1 }),
  });

  const { errors } = await ask('mutation { addToCart(productId: "p", quantity: 2) { id } }');

  expect(errors).toMatchObject([
    {
      message: 'This is INSUFFICIENT_STOCK.',
      path: ['addToCart'],
      extensions: { code: 'INSUFFICIENT_STOCK', quantityAvailable: 1, requestId: 'r' },
    },
  ]);
});

test('one part that fails leaves the others', async () => {
  const { ask } = restShop({
    'GET /products/products': ({ query }) =>
      query.has('ids') ? failure(503, 'UNAVAILABLE') : { body: { products: [product('p')] } },
  });

  const { data, errors } = await ask('{ product(id: "p") { id } products { id } }');

  expect(data).toEqual({ product: null, products: [{ id: 'p' }] });
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAVAILABLE']);
}, 60_000);

test('an unexpected error shows nothing of its cause', async () => {
  jest.spyOn(console, 'error').mockImplementation(() => {});
  const { ask } = restShop({ 'GET /products/products': { body: { products: null } } });

  const { errors } = await ask('{ products { id } }');

  expect(errors).toMatchObject([
    { message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL_ERROR' } },
  ]);
  expect(JSON.stringify(errors)).not.toContain('iterable');
});

test.each([
  ['bad syntax', '{ products { id '],
  ['an unknown field', '{ products { nonsense } }'],
  ['a value of the wrong type', '{ products(limit: "x") { id } }'],
  ['nothing', ''],
])('%s is INVALID_INPUT', async (_, query) => {
  const { ask } = restShop({});

  const { errors } = await ask(query);

  expect(errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
});

const manyProducts = Array.from({ length: 16 }, (_, index) => `p${index}: product(id: "${index}") { id }`).join(' ');
const farProducts = ['a', 'b', 'c'].map((alias) => `${alias}: products(limit: 1, offset: 1000) { id }`).join(' ');

test.each([
  ['deep', '{ a { a { a { a { a { a { a } } } } } } }', /depth limit of 6/],
  ['expensive', '{ orders(limit: 100) { orders { items { product { id name } } } } }', /maximum complexity of 2500/],
  ['expensive by its offset', `{ ${farProducts} }`, /maximum complexity of 2500/],
  ['full of aliases', `{ ${manyProducts} }`, /Aliases limit of 15/],
])('what is too %s is rejected before anything is called', async (_, query, message) => {
  const { ask, calls } = restShop({});

  const { errors } = await ask(query);

  expect(errors).toContainEqual(
    expect.objectContaining({ message: expect.stringMatching(message), extensions: { code: 'INVALID_INPUT' } }),
  );
  expect(calls).toEqual([]);
});

test('a page of orders with their products is not too expensive', async () => {
  const { ask } = restShop({ 'GET /orders/orders': { body: { orders: [] } } });

  const { data } = await ask(
    '{ orders { orders { id status items { name quantity product { id imageUrl } } } nextCursor } }',
  );

  expect(data).toEqual({ orders: { orders: [], nextCursor: null } });
});

test('the cost counts limits that are variables', async () => {
  const { send, calls } = restShop({});
  const query =
    'query ($limit: Int!) { orders(limit: $limit) { orders { items { product { id name description category } } } } }';

  const { errors } = await send({ query, variables: { limit: 100 } });

  expect(errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
  expect(calls).toEqual([]);
});

test('several operations in one request are rejected', async () => {
  const { send } = restShop(products);

  const answer = await send([{ query: '{ products { id } }' }, { query: '{ products { id } }' }]);

  expect(answer.errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
});

test('where the schema is not public, it can neither be read nor guessed', async () => {
  const { ask, send } = restShop(products, { isSchemaPublic: false });

  const introspection = await ask('{ __schema { types { name } } }');
  const misspelt = [
    await ask('{ product(id: "p") { nam } }'),
    await ask('{ productPag { nextCursor } }'),
    await ask('{ productPage(limi: 1) { nextCursor } }'),
    await ask('{ productPage(sort: NEWES) { nextCursor } }'),
    await ask('query ($s: ProductSor) { productPage(sort: $s) { nextCursor } }'),
    await send({
      query: 'query ($s: ProductSort) { productPage(sort: $s) { nextCursor } }',
      variables: { s: 'NEWES' },
    }),
    await send({ query: 'query ($i: CheckoutInput) { quote(input: $i) { total } }', variables: { i: { totl: 1 } } }),
    await ask('{ banners }'),
  ];
  const { data } = await ask('{ products { id } }');

  expect(introspection.errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
  expect(misspelt.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(misspelt.map(() => 'INVALID_INPUT'));
  expect(JSON.stringify(misspelt)).not.toContain('Did you mean');
  expect(data).toEqual({ products: [{ id: 'p' }] });
});

test('where the schema is public, it can be read', async () => {
  const { ask } = restShop({});

  const { data, errors } = await ask(getIntrospectionQuery()); // what GraphiQL asks for

  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ __schema: { queryType: { name: 'Query' } } });
});

test('an introspection that goes in circles is rejected', async () => {
  const { ask } = restShop({});
  const circle = 'fields { type { fields { type { fields { type { fields { name } } } } } } }';

  const { errors } = await ask(`{ __schema { types { ${circle} } } }`);

  expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
});

test('a query can be sent by its hash once it is known', async () => {
  const { send } = restShop(products);
  const query = '{ products { id } }';
  const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };

  const unknown = await send({ extensions });
  const first = await send({ query, extensions });
  const later = await send({ extensions });
  const forged = await send({ query: '{ products { name } }', extensions });

  expect(unknown.errors).toMatchObject([
    { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
  ]);
  expect(first.data).toEqual({ products: [{ id: 'p' }] });
  expect(later.data).toEqual({ products: [{ id: 'p' }] });
  expect(forged.errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
});

test('the REST APIs get the token and the correlation id of the caller', async () => {
  const { send, calls } = restShop({ 'GET /auth/me': { body: me } });

  const { data } = await send({ query: '{ me { id } }' }, { authorization: 'Bearer t', 'x-correlation-id': 'c' });

  expect(data).toEqual({ me: { id: 'ann' } });
  expect(calls[0]?.headers.get('authorization')).toBe('Bearer t');
  expect(calls[0]?.headers.get('x-correlation-id')).toBe('c');
});

test('the REST APIs get what the gateway says of the client, and its proof', async () => {
  const { send, calls } = restShop({ 'POST /auth/sign-in': failure(401, 'INVALID_CREDENTIALS') });
  const proof = { 'x-gateway-key': 'k', 'x-client-address': '203.0.113.7' };

  await send({ query: 'mutation { login(email: "a@example.com", password: "x") { token } }' }, proof);

  expect(calls.map(({ headers }) => [headers.get('x-gateway-key'), headers.get('x-client-address')])).toEqual([
    ['k', '203.0.113.7'],
  ]);
});

test('a query can be sent by GET, a mutation cannot', async () => {
  const { handle, calls } = restShop(products);
  const get = (query: string) => handle(new Request(`https://shop.example/graphql?query=${encodeURIComponent(query)}`));

  const query = await get('{ products { id } }');
  const mutation = await get('mutation { emptyCart { id } }');

  expect(await query.json()).toEqual({ data: { products: [{ id: 'p' }] } });
  expect(mutation.status).toBe(405);
  expect(calls).toHaveLength(1);
});
