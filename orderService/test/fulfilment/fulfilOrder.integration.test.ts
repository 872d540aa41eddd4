import { describe, expect, test } from '@jest/globals';
import { fulfilmentStatusOf } from '../../src/order/fulfilment.ts';
import { follow, issueInvoices, paid, placedUnpaid, published, requested, row, SLOW_MS } from '../paidOrders.ts';
import { ann, shoes } from '../samples.ts';

const { fulfilOrder } = await import('../../src/fulfilment/fulfilOrder.ts');
const { markDelivered } = await import('../../src/fulfilment/markDelivered.ts');
const { cancelOrder } = await import('../../src/cancellation/cancelOrder.ts');
const { confirmOrder } = await import('../../src/order/orderStore.ts');

const sue = { userId: 'sue', groups: ['staff'] };
const tom = { userId: 'tom', groups: ['staff'] };
const units = (quantity: number, productId = shoes.id) => [{ productId, quantity }];
const socks = { productId: 'socks', productName: 'Socks', unitPrice: 500, quantity: 2 };

/** An order that ships: three pairs of shoes, and with `more` two pairs of socks. */
const confirmed = async (more = false) => {
  const fresh = await placedUnpaid();
  const { items } = fresh;
  if (!more) return confirmOrder(fresh);
  return confirmOrder(await placedUnpaid({ items: [...items, socks], total: fresh.total + 1000 }));
};

describe('fulfilling an order', () => {
  test('without items takes everything that is left', async () => {
    const { orderId } = await confirmed(true);
    await fulfilOrder(sue, orderId, { items: units(1), carrier: 'DHL' }, undefined);

    const order = await fulfilOrder(sue, orderId, { carrier: 'UPS', trackingNumber: '1Z' }, undefined);

    expect(order.fulfilments?.[1]).toMatchObject({
      ...{ carrier: 'UPS', trackingNumber: '1Z', by: 'sue' },
      items: [...units(2), { productId: 'socks', quantity: 2 }],
    });
    expect(fulfilmentStatusOf(order)).toBe('fulfilled');
  });

  test('in parts goes from unfulfilled to delivered, and keeps the documented status', async () => {
    const first = await confirmed();
    const { orderId } = first;
    const second = await fulfilOrder(sue, orderId, { items: units(2), carrier: 'DHL' }, undefined);
    const third = await fulfilOrder(tom, orderId, { items: units(1), carrier: 'DHL' }, undefined);
    const [one, two] = (third.fulfilments ?? []).map(({ id }) => id);
    const fourth = await markDelivered(sue, orderId, one ?? '');
    const fifth = await markDelivered(tom, orderId, two ?? '');

    expect([first, second, third, fourth, fifth].map(fulfilmentStatusOf)).toEqual([
      ...['unfulfilled', 'partially_fulfilled', 'fulfilled', 'fulfilled', 'delivered'],
    ]);
    expect(fifth.status).toBe('shipping');
  });

  test('is published once, mailed once, and leaves nothing to do', async () => {
    const { orderId } = await paid();
    await follow(orderId);
    const { fulfilments = [] } = await fulfilOrder(sue, orderId, { carrier: 'DHL' }, undefined);
    await markDelivered(sue, orderId, fulfilments[0]?.id ?? '');

    await follow(orderId);
    await follow(orderId);

    expect(published().map(({ type }) => type)).toEqual(expect.arrayContaining(['ORDER_FULFILLED', 'ORDER_DELIVERED']));
    expect(requested().filter(({ mail }) => mail === 'fulfilled')).toHaveLength(1);
    await issueInvoices();
    expect(await row(orderId)).not.toHaveProperty('nextCheckAt');
  });

  test('again with its key is one parcel, and another request under it is rejected', async () => {
    const { orderId } = await confirmed();
    const request = { items: units(1), carrier: 'DHL' };
    await fulfilOrder(sue, orderId, request, 'key');

    const again = await fulfilOrder(sue, orderId, request, 'key');

    expect(again.fulfilments).toHaveLength(1);
    await expect(fulfilOrder(sue, orderId, { ...request, carrier: 'UPS' }, 'key')).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect((await fulfilOrder(tom, orderId, request, 'key')).fulfilments).toHaveLength(2);
  });

  test.each([
    ['a product that was not ordered', units(1, 'hat'), 'INVALID_INPUT', 'items.0.productId'],
    ['a product twice', [...units(1), ...units(1)], 'INVALID_INPUT', 'items.1.productId'],
    ['a variant that was not ordered', [{ ...units(1)[0], variantId: 'red' }], 'INVALID_INPUT', 'items.0.productId'],
    ['more than is left', [...units(2), ...units(2, 'socks')], 'QUANTITY_TOO_LARGE', 'items.0.quantity'],
  ])('rejects %s, and names the field', async (_, items, code, path) => {
    const { orderId } = await confirmed(true);
    await fulfilOrder(sue, orderId, { items: units(2), carrier: 'DHL' }, undefined);

    await expect(fulfilOrder(sue, orderId, { items: items as never, carrier: 'DHL' }, undefined)).rejects.toMatchObject(
      {
        code,
        data: { issues: [{ path }] },
      },
    );
  });

  test('takes one of several variants of a product by its id only', async () => {
    const red = { productId: 'hat', variantId: 'red', productName: 'Hat', unitPrice: 900, quantity: 1 };
    const blue = { ...red, variantId: 'blue' };
    const { orderId } = await confirmOrder(await placedUnpaid({ items: [red, blue], total: 1800 }));

    await expect(
      fulfilOrder(sue, orderId, { items: units(1, 'hat'), carrier: 'DHL' }, undefined),
    ).rejects.toMatchObject({
      data: { issues: [{ path: 'items.0.variantId' }] },
    });
    const items = [{ productId: 'hat', variantId: 'blue', quantity: 1 }];
    const { fulfilments } = await fulfilOrder(sue, orderId, { items, carrier: 'DHL' }, undefined);
    expect(fulfilments).toMatchObject([{ items }]);
  });

  test('rejects an order that is not confirmed, is cancelled, or has left', async () => {
    const [pending, cancelled, left] = [await placedUnpaid(), await confirmed(), await confirmed()];
    await cancelOrder(ann, cancelled.orderId);
    await fulfilOrder(sue, left.orderId, { carrier: 'DHL' }, undefined);

    for (const { orderId } of [pending, cancelled, left]) {
      await expect(fulfilOrder(sue, orderId, { carrier: 'DHL' }, undefined)).rejects.toMatchObject({
        code: 'ORDER_NOT_FULFILLABLE',
      });
    }
    await expect(fulfilOrder(sue, crypto.randomUUID(), { carrier: 'DHL' }, undefined)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('by two members of staff at once is done by one of them', async () => {
    const { orderId } = await confirmed();
    const request = { items: units(1), carrier: 'DHL' };

    const results = await Promise.allSettled([
      fulfilOrder(sue, orderId, request, undefined),
      fulfilOrder(tom, orderId, request, undefined),
    ]);

    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ORDER_CHANGED' } });
    expect((await row(orderId)).fulfilments).toHaveLength(1);
  });

  test(
    'while the customer cancels: one of the two wins',
    async () => {
      for (let round = 0; round < 20; round += 1) {
        const { orderId } = await confirmed();

        const [fulfilled, cancelled] = await Promise.allSettled([
          fulfilOrder(sue, orderId, { carrier: 'DHL' }, undefined),
          cancelOrder(ann, orderId),
        ]);

        const { status, fulfilments } = await row(orderId);
        expect([fulfilled.status, cancelled.status].toSorted()).toEqual(['fulfilled', 'rejected']);
        expect(status === 'cancelled').toBe(cancelled.status === 'fulfilled');
        expect(fulfilments !== undefined).toBe(fulfilled.status === 'fulfilled');
      }
    },
    SLOW_MS,
  );
});

describe('a parcel', () => {
  test('arrives once, at the first time that was said', async () => {
    const { orderId } = await confirmed();
    const { fulfilments: [{ id } = { id: '' }] = [] } = await fulfilOrder(sue, orderId, { carrier: 'DHL' }, undefined);
    const first = await markDelivered(sue, orderId, id);

    const again = await markDelivered(tom, orderId, id);

    expect(again.fulfilments).toEqual(first.fulfilments);
    expect(again.fulfilments).toMatchObject([{ deliveredBy: 'sue' }]);
  });

  test('that is not there cannot arrive', async () => {
    const { orderId } = await confirmed();

    await expect(markDelivered(sue, orderId, 'none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an order that ships', () => {
  test('is cancelled by its customer until the first parcel has left, and then by nobody', async () => {
    const [waiting, left] = [await paid(), await paid()];
    await fulfilOrder(sue, left.orderId, { items: units(1), carrier: 'DHL' }, undefined);

    await expect(cancelOrder(ann, waiting.orderId)).resolves.toMatchObject({ status: 'cancelled', endedBy: 'ann' });
    await expect(cancelOrder(ann, left.orderId)).rejects.toMatchObject({ code: 'ORDER_NOT_CANCELLABLE' });
    await expect(cancelOrder(sue, left.orderId)).rejects.toMatchObject({ code: 'ORDER_NOT_CANCELLABLE' });

    await follow(waiting.orderId);
    const { payment } = await row(waiting.orderId);
    expect(payment.refundedAmount).toBe(payment.capturedAmount);
  });
});
