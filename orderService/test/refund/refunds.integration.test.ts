import { describe, expect, test } from '@jest/globals';
import type { OrderWithPayment } from '../../src/order/orderWithPayment.ts';
import { awaiting, changeRow, enqueued, follow, paid, placed, row, SLOW_MS, told } from '../paidOrders.ts';
import { provider } from '../provider.ts';
import { ann } from '../samples.ts';

const { cancelOrder } = await import('../../src/cancellation/cancelOrder.ts');
const { confirmOrder, endOrder } = await import('../../src/order/orderStore.ts');
const { recordRefundRequest, recordCapture } = await import('../../src/payment/paymentStore.ts');
const { newRefund } = await import('../../src/payment/refundRecord.ts');
const { settlePayment } = await import('../../src/refund/refunds.ts');
const { refundOrder } = await import('../../src/refund/refundOrder.ts');

const settle = async (orderId: string) => settlePayment(await row(orderId));

/** An order of which the shop believes that it was paid; the provider never had the money. */
const unfounded = async (): Promise<OrderWithPayment> => {
  const order = await awaiting();
  return recordCapture(order, order.total, new Date().toISOString());
};

describe('the payment of an order that takes none', () => {
  test('cannot be made any more', async () => {
    const { orderId } = await awaiting();
    await cancelOrder(ann, orderId);

    await settle(orderId);

    const { payment } = await row(orderId);
    await expect(provider.pay(payment)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  test('that was made unheard of goes back', async () => {
    const order = await awaiting();
    await provider.pay(order.payment);
    await cancelOrder(ann, order.orderId);

    await settle(order.orderId);

    expect(await provider.ledger(order.payment)).toMatchObject({ captured: order.total, refunded: order.total });
    expect((await row(order.orderId)).payment).toMatchObject({
      capturedAmount: order.total,
      refundedAmount: order.total,
      refunds: { return: { state: 'succeeded', reason: 'cancelled by the customer' } },
    });
  });

  test('goes back once, however many give it back at once', async () => {
    const order = await paid('cancelled');

    await Promise.all(Array.from({ length: 5 }, () => settlePayment(order)));

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
    expect(Object.keys((await row(order.orderId)).payment.refunds)).toEqual(['return']);
  });

  test('whose refund was begun and never answered is asked for again', async () => {
    const order = await paid('cancelled');
    await recordRefundRequest(order, 'return', newRefund(order.total, 'cancelled by the customer'));

    await settle(order.orderId);
    await settle(order.orderId);

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
  });

  test('whose refund another has begun since the order was read, and never asked for, is asked for', async () => {
    const order = await paid('cancelled');
    await recordRefundRequest(order, 'return', newRefund(order.total, 'cancelled by the customer'));

    const settled = await settlePayment(order);

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
    expect(settled.payment.refunds.return).toMatchObject({ state: 'succeeded' });
  });

  test('that the provider refuses to return says so, and is tried under another key next time', async () => {
    const order = await unfounded();
    await endOrder(order, 'cancelled', 'cancelled by the customer');

    await expect(settle(order.orderId)).rejects.toMatchObject({ name: 'PaymentNotRefunded' });
    await provider.pay(order.payment);
    await settle(order.orderId);

    expect((await row(order.orderId)).payment).toMatchObject({
      refundedAmount: order.total,
      refunds: { return: { state: 'failed' }, 'return-2': { state: 'succeeded' } },
    });
  });
});

test('the payment of an order that ships stays with the shop', async () => {
  const order = await paid('shipping');

  await settle(order.orderId);

  expect(await provider.ledger(order.payment)).toMatchObject({ captured: order.total, refunded: 0 });
});

describe('a refund', () => {
  const refund = (order: OrderWithPayment, amount?: number, key?: string) =>
    refundOrder(order.orderId, amount === undefined ? undefined : { amount }, key);

  test('is made, recorded, and enqueued to be told of', async () => {
    const order = await paid();

    await refund(order, 40);

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 4_000 });
    expect(await row(order.orderId)).toMatchObject({ payment: { refundedAmount: 4_000 } });
    expect(enqueued().map(({ orderId }) => orderId)).toEqual([order.orderId]);
    await follow(order.orderId);
    expect(told()).toContain('ORDER_REFUNDED');
    expect(await row(order.orderId)).not.toHaveProperty('nextCheckAt');
  });

  test(
    'never exceeds what was paid, however many ask at once',
    async () => {
      const order = await paid();

      const results = await Promise.allSettled(Array.from({ length: 8 }, () => refund(order, 40)));

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
      expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 12_000 });
      await refund(order);
      expect((await row(order.orderId)).payment.refundedAmount).toBe(order.total);
      await expect(refund(order)).rejects.toMatchObject({ code: 'REFUND_TOO_LARGE', data: { refundable: 0 } });
    },
    SLOW_MS,
  );

  test('repeated under its key is made once; another request under it is refused', async () => {
    const order = await paid();

    for (let time = 0; time < 2; time += 1) await refund(order, 1, 'k');

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 100 });
    await expect(refund(order, 2, 'k')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('that was begun before the function died keeps its sum free, and is made by the workflow', async () => {
    const order = await paid();
    await recordRefundRequest(order, 'k', newRefund(100, 'refunded by the shop'));
    expect((await row(order.orderId)).payment.refundedAmount).toBe(100);

    for (let time = 0; time < 2; time += 1) await follow(order.orderId);

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 100 });
    expect(told()).toContain('ORDER_REFUNDED');
    expect(await row(order.orderId)).not.toHaveProperty('nextCheckAt');
  });

  test('that the provider cannot be asked for is made by the workflow, or when it is repeated', async () => {
    const order = await paid();
    await changeRow(order.orderId, { 'payment.livemode': true }); // as if today's keys were others
    await expect(refund(order, 1, 'k')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await changeRow(order.orderId, { 'payment.livemode': false });

    await follow(order.orderId);
    await refund(order, 1, 'k');

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 100 });
  });

  test('that the provider refuses counts no more, and says so again under its key', async () => {
    const order = await unfounded();
    await confirmOrder(order);

    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(refund(order, 1, 'k')).rejects.toMatchObject({ code: 'ORDER_NOT_REFUNDABLE' });
    }
    expect((await row(order.orderId)).payment.refundedAmount).toBe(0);
  });

  test('of what does not ship yet, was never paid, or is not there is refused', async () => {
    for (const order of [await paid('completed'), await awaiting(), await placed()]) {
      await expect(refund(order)).rejects.toMatchObject({ code: 'ORDER_NOT_REFUNDABLE' });
    }
    await expect(refundOrder(crypto.randomUUID(), undefined, undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
