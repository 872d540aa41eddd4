import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { call, eventually, type OrderView, uploadProduct } from '../../cli/shopClient.ts';
import { add, cart, checkout, linesOf } from './cartClient.ts';
import { decide } from './catalogueClient.ts';
import { orderRows } from './orderInvariants.ts';
import { account, approvedProduct, picture, platform, shoes, shop } from './shop.ts';

const refused = (status: number, code: string, more: object = {}) => ({ status, body: { code, ...more } });
const stockOf = async (id: string) =>
  (await call<{ quantity: number }>(`${platform.product}/products/${id}`)).body.quantity;
const ordersOf = async (name: string) =>
  (await call<{ orders: OrderView[] }>(`${platform.order}/orders`, { token: (await account(name)).idToken })).body
    .orders;

/** Waits until the order has its stock: it waits for its payment then, or ships where nothing is paid. */
const reserved = async (name: string, id: string) => {
  const { idToken } = await account(name);
  return eventually(`the stock of order ${id}`, async () => {
    const { body } = await call<OrderView>(`${platform.order}/orders/${id}`, { token: idToken });
    return body.status === 'pending' ? undefined : body;
  });
};

describe('the checkout of a cart', () => {
  test('orders all lines, takes the stock and empties the cart', async () => {
    const [one, other] = [await approvedProduct({ productPrice: 19.99 }), await approvedProduct({ productPrice: 5 })];
    await add('Ann', one, 3);
    const { body: before } = await add('Ann', other, 2);

    const placed = await checkout('Ann', { total: 69.97 });

    expect(placed).toMatchObject({
      status: 201,
      body: { id: expect.any(String), totalAmount: 69.97, currency: before.currency, status: 'PENDING' },
    });
    const { body: after } = await cart('Ann');
    expect(after.items).toEqual([]);
    expect(after.id).not.toBe(before.id);
    const order = await reserved('Ann', placed.body.id);
    expect(order.status).toBe(placed.body.payment ? 'awaiting_payment' : 'shipping');
    expect([await stockOf(one), await stockOf(other)]).toEqual([37, 38]);
    expect(await orderRows(shop, [placed.body.id])).toMatchObject([
      {
        total: 6997,
        items: [
          { productId: one, quantity: 3, unitPrice: 1999 },
          { productId: other, quantity: 2, unitPrice: 500 },
        ],
      },
    ]);
  });

  test.each([
    ['no body at all', undefined],
    ['an empty text', ''],
    ['an empty object', {}],
  ])('works with %s', async (_, body) => {
    const id = await approvedProduct();
    await cart('Simple', 'PUT', `/${id}`, { qty: 1 });

    expect((await checkout('Simple', body)).status).toBe(201);
    expect(await linesOf('Simple')).toEqual([]);
  });

  test('that is empty is a conflict', async () => {
    expect(await checkout('Empty')).toMatchObject(refused(409, 'CART_EMPTY'));
  });

  test('at an outdated price is rejected with the current one, at which it then succeeds', async () => {
    const id = await approvedProduct({ productPrice: 10 });
    await add('Late', id, 2);
    await call(`${platform.product}/products/${id}`, {
      method: 'PATCH',
      token: (await account('Seller')).idToken,
      body: { productPrice: 10.01 },
    });

    const tooFine = await checkout('Late', { total: 20.005 });
    const stale = await checkout('Late', { total: 20 });

    expect(tooFine).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT', issues: [{ path: 'total' }] } });

    expect(stale).toMatchObject(refused(409, 'TOTAL_CHANGED', { total: 20.02 }));
    expect(await linesOf('Late')).toEqual([[id, 2]]);
    expect((await checkout('Late', { total: 20.02 })).status).toBe(201);
  });

  test('with a product that was taken off sale is rejected and names it', async () => {
    const [kept, gone] = [await approvedProduct(), await approvedProduct()];
    await add('Unlucky', kept, 1);
    await add('Unlucky', gone, 1);
    await decide(gone, 'reject', { reason: 'The picture is blurred.' });

    expect(await checkout('Unlucky')).toMatchObject(refused(404, 'PRODUCT_NOT_FOUND', { productId: gone }));
    expect(await linesOf('Unlucky')).toHaveLength(2);
    await cart('Unlucky', 'DELETE', `/${gone}`);
    expect((await checkout('Unlucky')).status).toBe(201);
  });

  test('requested five times at once places one order', async () => {
    const id = await approvedProduct();
    await add('Hasty', id, 2);

    const replies = await Promise.all(Array.from({ length: 5 }, () => checkout('Hasty')));

    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of replies) {
      if (status !== 201) expect(['CART_CHANGED', 'CART_EMPTY']).toContain(body.code);
    }
    expect(await ordersOf('Hasty')).toHaveLength(1);
  });

  test('with one key places one order with one response, concurrently and when the cart is empty', async () => {
    const id = await approvedProduct();
    await add('Keyed', id, 1);
    const headers = { 'idempotency-key': randomUUID() };

    const replies = await Promise.all(Array.from({ length: 5 }, () => checkout('Keyed', undefined, headers)));
    await reserved('Keyed', replies[0]?.body.id ?? '');
    const late = await checkout('Keyed', {}, headers);

    expect(late.status).toBe(201);
    expect(new Set([...replies, late].map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await ordersOf('Keyed')).toHaveLength(1);
    expect(await checkout('Keyed', { total: 1 }, headers)).toMatchObject(refused(409, 'IDEMPOTENCY_KEY_REUSED'));
    expect(
      await call(`${platform.order}/create-order`, {
        body: { id, quantity: 1 },
        token: (await account('Keyed')).idToken,
        headers,
      }),
    ).toMatchObject(refused(409, 'IDEMPOTENCY_KEY_REUSED'));
  });
});

describe('the checkout of named products', () => {
  const line = (id: string, qty = 1) => ({ id, qty });

  test('merges duplicate products and does not touch the cart', async () => {
    const [one, inCart] = [await approvedProduct({ productPrice: 7 }), await approvedProduct()];
    await add('Direct', inCart, 1);

    const placed = await checkout('Direct', { items: [line(one), line(one, 2)], total: 21 });

    expect(placed).toMatchObject({ status: 201, body: { totalAmount: 21, status: 'PENDING' } });
    expect(await orderRows(shop, [placed.body.id])).toMatchObject([{ items: [{ productId: one, quantity: 3 }] }]);
    expect(await linesOf('Direct')).toEqual([[inCart, 1]]);
  });

  test('takes the stock of all products or none', async () => {
    const [plenty, few] = [
      await approvedProduct({ quantity: 10, productPrice: 1 }),
      await approvedProduct({ quantity: 1, productPrice: 1 }),
    ];

    const both = [line(plenty, 5), line(few, 2)];
    expect(await checkout('Direct', { items: both, total: 7 })).toMatchObject(
      refused(400, 'INSUFFICIENT_STOCK', { productId: few, quantityAvailable: 1 }),
    );
    const items = [line(plenty, 5), line(few)];
    const rivals = await Promise.all(Array.from({ length: 3 }, () => checkout('Rival', { items, total: 6 })));
    const accepted = rivals.filter(({ status }) => status === 201);
    const orders = await Promise.all(accepted.map(({ body }) => reserved('Rival', body.id)));

    expect(orders.filter(({ status }) => status !== 'rejected')).toHaveLength(1);
    expect([await stockOf(plenty), await stockOf(few)]).toEqual([5, 0]);
  });

  test.each([
    ['an unknown product', async () => randomUUID()],
    ['a product that was not approved', async () => uploadProduct(platform, await account('Seller'), shoes, picture)],
  ])('with %s is 404', async (_, product) => {
    const id = await product();

    expect(await checkout('Direct', { items: [line(id)], total: 49.99 })).toMatchObject(
      refused(404, 'PRODUCT_NOT_FOUND', { productId: id }),
    );
  });

  test('that are sold out says that there are none', async () => {
    const id = await approvedProduct({ quantity: 1, productPrice: 2 });
    const { body } = await checkout('Direct', { items: [line(id)], total: 2 });
    await reserved('Direct', body.id);

    expect(await checkout('Direct', { items: [line(id)], total: 2 })).toMatchObject(
      refused(400, 'INSUFFICIENT_STOCK', { productId: id, quantityAvailable: 0 }),
    );
  });
});

describe('POST /checkout', () => {
  const items = [{ id: 'no-such-product', qty: 1 }];
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `product-${index}`, qty: 1 }));

  test.each([
    ['products without a total', { items }, 'total'],
    ['no products', { items: [], total: 1 }, 'items'],
    ['41 products', { items: many(41), total: 1 }, 'items'],
    ['products in an object', { items: {}, total: 1 }, 'items'],
    ['a line without an id', { items: [{ qty: 1 }], total: 1 }, 'items.0.id'],
    ['a line without a quantity', { items: [{ id: 'x' }], total: 1 }, 'items.0.qty'],
    ['a quantity of nothing', { items: [{ id: 'x', qty: 0 }], total: 1 }, 'items.0.qty'],
    ['a quantity below nothing', { items: [{ id: 'x', qty: -5 }], total: 1 }, 'items.0.qty'],
    ['half a piece', { items: [{ id: 'x', qty: 0.5 }], total: 1 }, 'items.0.qty'],
    ['a price of its own', { items: [{ id: 'x', qty: 1, price: 0.01 }], total: 1 }, 'items.0.price'],
    ['a total of nothing', { total: 0 }, 'total'],
    ['a total below nothing', { total: -1 }, 'total'],
    ['a total in hundredths of a cent', { total: 1.0005 }, 'total'],
    ['a total in quotes', { total: '1' }, 'total'],
    ['an endless total', '{"total":1e400}', 'total'],
    ['an unknown field', { isAdmin: true }, 'isAdmin'],
    ['a list', '[]', ''],
    ['null', 'null', ''],
  ])('with %s is rejected and names it', async (_, body, path) => {
    const { status, body: answer } = await checkout('Poster', body);

    expect({ status, code: answer.code, paths: answer.issues?.map((issue) => issue.path) }).toEqual({
      status: 400,
      code: 'INVALID_INPUT',
      paths: expect.arrayContaining([path]),
    });
  });

  test.each(['hello', '{"total":'])('rejects %j as invalid JSON', async (body) => {
    expect(await checkout('Poster', body)).toMatchObject(refused(400, 'INVALID_JSON'));
  });

  test('rejects a body over the limit', async () => {
    expect(await checkout('Poster', { more: 'x'.repeat(70_000) })).toMatchObject(refused(400, 'BODY_TOO_LARGE'));
  });

  test('without a token is 401', async () => {
    expect(await call(`${platform.order}/checkout`, { method: 'POST' })).toMatchObject(refused(401, 'UNAUTHORIZED'));
  });

  test.each(['', 'x'.repeat(256)])('rejects a malformed key by name', async (key) => {
    expect(await checkout('Poster', {}, { 'idempotency-key': key })).toMatchObject(
      refused(400, 'INVALID_INPUT', { issues: [{ path: 'Idempotency-Key' }] }),
    );
  });
});
