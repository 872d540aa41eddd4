import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { call, uploadProduct } from '../../cli/shopClient.ts';
import { add, cart, linesOf } from './cartClient.ts';
import { decide } from './catalogueClient.ts';
import { account, approvedProduct, atOnce, picture, platform, shoes } from './shop.ts';

const refused = (status: number, code: string, more: object = {}) => ({ status, body: { code, ...more } });

test('a cart is filled, changed and emptied', async () => {
  const [one, other] = [await approvedProduct({ productPrice: 19.99 }), await approvedProduct({ productPrice: 5 })];
  const before = await cart('Ann');

  await add('Ann', one, 1);
  await add('Ann', other, 4);
  await cart('Ann', 'PUT', `/${other}`, { qty: 2 });
  const filled = await add('Ann', one, 2);

  expect(before.body).toMatchObject({ items: [], totalPrice: 0, currency: null });
  expect(filled).toMatchObject({
    status: 200,
    body: {
      id: before.body.id,
      items: [
        {
          product: { id: one, name: shoes.productName, price: 19.99, imageUrl: expect.any(String), available: 40 },
          quantity: 3,
          lineTotal: 59.97,
        },
        { product: { id: other }, quantity: 2, lineTotal: 10 },
      ],
      totalPrice: 69.97,
    },
  });
  expect((await cart('Ann')).body).toEqual(filled.body);
  expect((await cart('Ann', 'DELETE', `/${one}`)).body.items).toMatchObject([{ product: { id: other } }]);
  expect((await cart('Ann', 'DELETE', `/${one}`)).status).toBe(200);
  await add('Ann', one, 1);
  expect((await cart('Ann', 'DELETE', '', { id: other })).body.items).toMatchObject([{ product: { id: one } }]);
  const emptied = await cart('Ann', 'DELETE');
  expect(emptied).toMatchObject({ status: 200, body: { items: [], totalPrice: 0 } });
  expect(emptied.body.id).not.toBe(before.body.id);
});

test('a cart is seen and changed only by its owner', async () => {
  const id = await approvedProduct();
  await add('Owner', id, 2);

  await cart('Stranger', 'DELETE', `/${id}`);
  await cart('Stranger', 'DELETE');
  await add('Stranger', id, 5);

  expect(await linesOf('Owner')).toEqual([[id, 2]]);
  expect(await linesOf('Stranger')).toEqual([[id, 5]]);
  expect((await cart('Owner')).body.id).not.toBe((await cart('Stranger')).body.id);
});

test('many devices that change one cart at once lose nothing', async () => {
  const devices = atOnce(20);
  const [shared, ...own] = await Promise.all(Array.from({ length: 5 }, () => approvedProduct({ quantity: 1000 })));

  const replies = await Promise.all([
    ...Array.from({ length: devices }, () => add('Family', shared ?? '', 3)),
    ...own.flatMap((id) => [add('Family', id, 1), add('Family', id, 1)]),
  ]);

  expect(replies.every(({ status }) => status === 200)).toBe(true);
  expect(new Map(await linesOf('Family'))).toEqual(
    new Map([[shared, devices * 3], ...own.map((id) => [id, 2] as const)]),
  );
});

describe('what cannot be ordered', () => {
  test.each([
    ['an unknown product', async () => randomUUID()],
    ['what no id looks like', async () => '🦊 " OR 1=1'],
    ['a product that was not approved', async () => uploadProduct(platform, await account('Seller'), shoes, picture)],
  ])('cannot be added to a cart: %s', async (_, product) => {
    const id = await product();

    expect(await add('Picky', id, 1)).toMatchObject(refused(404, 'PRODUCT_NOT_FOUND'));
    expect(await cart('Picky', 'PUT', `/${encodeURIComponent(id)}`, { qty: 1 })).toMatchObject(
      refused(404, 'PRODUCT_NOT_FOUND'),
    );
    expect(await linesOf('Picky')).toEqual([]);
  });

  test('is more than the stock, over all additions', async () => {
    const id = await approvedProduct({ quantity: 5 });
    await add('Greedy', id, 4);
    const tooFew = refused(400, 'INSUFFICIENT_STOCK', { quantityAvailable: 5 });

    expect(await add('Greedy', id, 2)).toMatchObject(tooFew);
    expect(await cart('Greedy', 'PUT', `/${id}`, { qty: 6 })).toMatchObject(tooFew);
    expect(await linesOf('Greedy')).toEqual([[id, 4]]);
  });

  test('stays in the cart and is marked: short stock, products off sale', async () => {
    const [short, gone] = [await approvedProduct({ quantity: 3, productPrice: 10 }), await approvedProduct()];
    await add('Patient', short, 3);
    await add('Patient', gone, 1);

    await changeStock(short, -2);
    await decide(gone, 'reject', { reason: 'The picture is blurred.' });

    expect((await cart('Patient')).body).toMatchObject({
      items: [
        { product: { id: short, price: 10, available: 1 }, quantity: 3, lineTotal: 30 },
        {
          product: { id: gone, name: shoes.productName, price: null, imageUrl: null, available: 0 },
          quantity: 1,
          lineTotal: 0,
        },
      ],
      totalPrice: 30,
    });
    expect(await add('Patient', gone, 1)).toMatchObject(refused(404, 'PRODUCT_NOT_FOUND'));
    expect(await cart('Patient', 'PUT', `/${short}`, { qty: 1 })).toMatchObject({ status: 200 });
    expect((await cart('Patient', 'DELETE', `/${gone}`)).body.items).toHaveLength(1);
  });
});

/** The seller's units that come in, or go out. */
const changeStock = async (id: string, quantityChange: number) => {
  const reply = await call(`${platform.product}/products/${id}`, {
    method: 'PATCH',
    token: (await account('Seller')).idToken,
    body: { quantityChange },
  });
  expect(reply.status).toBe(200);
};

describe('PUT /cart/{id}', () => {
  test.each([
    ['no quantity', {}, 'qty'],
    ['none of it', { qty: 0 }, 'qty'],
    ['less than none', { qty: -1 }, 'qty'],
    ['half a piece', { qty: 0.5 }, 'qty'],
    ['a million and one', { qty: 1_000_001 }, 'qty'],
    ['a text', { qty: '3' }, 'qty'],
    ['an unknown field', { qty: 1, price: 0.01 }, 'price'],
    ['a list', [], ''],
  ])('with %s is rejected and names it', async (_, body, path) => {
    const id = await approvedProduct();

    expect(await cart('Putter', 'PUT', `/${id}`, body)).toMatchObject(
      refused(400, 'INVALID_INPUT', { issues: [{ path }] }),
    );
  });
});

test.each([
  ['{}', 'INVALID_INPUT'],
  ['null', 'INVALID_INPUT'],
  ['[]', 'INVALID_INPUT'],
  ['{"id":5}', 'INVALID_INPUT'],
  ['{"id":"x","qty":1}', 'INVALID_INPUT'],
  ['{"id":', 'INVALID_JSON'],
])('DELETE /cart with the body %s is rejected and empties nothing', async (body, code) => {
  const id = await approvedProduct();
  await cart('Careful', 'PUT', `/${id}`, { qty: 1 });

  expect(await cart('Careful', 'DELETE', '', body)).toMatchObject(refused(400, code));
  expect(new Map(await linesOf('Careful')).has(id)).toBe(true);
});

test('DELETE /cart?id=, with the id in the query, is rejected and empties nothing', async () => {
  const id = await approvedProduct();
  await cart('Forgetful', 'PUT', `/${id}`, { qty: 1 });

  expect(await cart('Forgetful', 'DELETE', `?id=${id}`)).toMatchObject(refused(400, 'INVALID_INPUT'));
  expect(new Map(await linesOf('Forgetful')).has(id)).toBe(true);
});

test.each([
  ['GET', '', undefined],
  ['POST', '', { id: 'x', qty: 1 }],
  ['PUT', '/x', { qty: 1 }],
  ['DELETE', '/x', undefined],
  ['DELETE', '', undefined],
])('%s /cart%s without a token is 401', async (method, path, body) => {
  expect(await call(`${platform.order}/cart${path}`, { method, body })).toMatchObject(refused(401, 'UNAUTHORIZED'));
});
