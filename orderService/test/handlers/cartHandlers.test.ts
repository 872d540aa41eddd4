import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type RequestParts, request } from '../../../shared/test/httpEvent.ts';
import { authorization } from '../../../shared/test/tokens.ts';
import { addToCart, checkout, emptyCart, getCart, removeFromCart, setCartQuantity } from '../cartHandlers.ts';
import { answerProducts, calls, cloud, resetCloud } from '../cloud.ts';
import { cart, shoes } from '../samples.ts';

type Handler = typeof getCart;
const send = async (handler: Handler, parts: RequestParts = {}) =>
  request(handler, { ...parts, headers: { authorization: await authorization('ann'), ...parts.headers } });
const path = { id: shoes.id };

beforeEach(() => {
  resetCloud();
  answerProducts(shoes);
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: cart() });
});

const routes: [string, Handler, RequestParts][] = [
  ['GET /cart', getCart, {}],
  ['POST /cart', addToCart, { body: { id: shoes.id, qty: 3 } }],
  ['PUT /cart/{id}', setCartQuantity, { path, body: { qty: 3 } }],
  ['DELETE /cart/{id}', removeFromCart, { path }],
  ['DELETE /cart', emptyCart, { body: { id: shoes.id } }],
];

describe.each(routes)('%s', (_, handler, parts) => {
  test('answers the cart', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: cart() });

    expect(await send(handler, parts)).toMatchObject({
      status: 200,
      body: {
        id: cart().cartId,
        items: [{ product: { id: shoes.id, price: 49.99, available: 40 }, quantity: 3, lineTotal: 149.97 }],
        totalPrice: 149.97,
        currency: 'USD',
      },
    });
  });

  test('without a token is 401 and calls nothing', async () => {
    expect(await request(handler, parts)).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    expect(calls()).toEqual([]);
  });
});

describe.each([
  ['POST /cart', addToCart, { id: 'x' }, {}],
  ['PUT /cart/{id}', setCartQuantity, {}, { path }],
] as const)('%s', (_, handler, rest, parts) => {
  test.each([0, -1, 0.5, 1_000_001, '3', null, undefined])(
    'with a quantity of %j is 400 and calls nothing',
    async (qty) => {
      expect(await send(handler, { ...parts, body: { ...rest, qty } })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT', issues: [{ path: 'qty' }] },
      });
      expect(calls()).toEqual([]);
    },
  );
});

test.each([
  ['{}', 'INVALID_INPUT'],
  ['null', 'INVALID_INPUT'],
  ['{"id":""}', 'INVALID_INPUT'],
  ['{"id":"x","qty":1}', 'INVALID_INPUT'],
  ['{', 'INVALID_JSON'],
])('DELETE /cart with the body %s empties nothing', async (body, code) => {
  expect(await send(emptyCart, { body })).toMatchObject({ status: 400, body: { code } });
  expect(calls()).toEqual([]);
});

test.each([
  ['no body', {}],
  ['an empty body', { body: '' }],
])('DELETE /cart with %s empties it', async (_, parts) => {
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: { ...cart(), lines: {}, about: {} } });

  expect(await send(emptyCart, parts)).toMatchObject({ status: 200, body: { items: [], totalPrice: 0 } });
  expect(calls()).toEqual(['dynamodb:UpdateItem']);
});

describe('POST /checkout', () => {
  test('returns 201 with the order', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: cart() });

    expect(await send(checkout, { body: { total: 149.97 } })).toEqual({
      status: 201,
      headers: expect.anything(),
      body: {
        id: expect.any(String),
        totalAmount: 149.97,
        currency: 'USD',
        status: 'PENDING',
        createdAt: expect.any(String),
      },
    });
  });

  test('names the product that is short', async () => {
    const body = { items: [{ id: shoes.id, qty: 41 }], total: 1 };

    expect(await send(checkout, { body })).toMatchObject({
      status: 400,
      body: { code: 'INSUFFICIENT_STOCK', productId: shoes.id, quantityAvailable: 40 },
    });
  });

  test('returns the current total', async () => {
    const body = { items: [{ id: shoes.id, qty: 1 }], total: 49.98 };

    expect(await send(checkout, { body })).toMatchObject({
      status: 409,
      body: { code: 'TOTAL_CHANGED', total: 49.99, currency: 'USD' },
    });
  });

  test.each([
    ['41 products', { items: Array.from({ length: 41 }, (_, id) => ({ id: `${id}`, qty: 1 })), total: 1 }, 'items'],
    ['products without a total', { items: [{ id: 'x', qty: 1 }] }, 'total'],
    ['an unknown field', { total: 1, currency: 'USD' }, 'currency'],
  ])('with %s is 400 and calls nothing', async (_, body, at) => {
    expect(await send(checkout, { body })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path: at }] },
    });
    expect(calls()).toEqual([]);
  });

  test('without a token is 401 and calls nothing', async () => {
    expect(await request(checkout)).toMatchObject({ status: 401 });
    expect(calls()).toEqual([]);
  });
});
