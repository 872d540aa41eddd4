import { describe, expect, test } from '@jest/globals';
import type { OrderWithPayment } from '../../src/order/orderWithPayment.ts';
import {
  awaiting,
  changeRow,
  enqueued,
  follow,
  issueInvoices,
  paid,
  placed,
  row,
  SLOW_MS,
  told,
} from '../paidOrders.ts';
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

describe('the payment of an ended order', () => {
  test('can no longer be made', async () => {
    const { orderId } = await awaiting();
    await cancelOrder(ann, orderId);

    await settle(orderId);

    const { payment } = await row(orderId);
    await expect(provider.pay(payment)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  test('that was captured before its event arrived is refunded', async () => {
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

  test('is refunded once, however many calls do so at once', async () => {
    const order = await paid('cancelled');

    await Promise.all(Array.from({ length: 5 }, () => settlePayment(order)));

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
    expect(Object.keys((await row(order.orderId)).payment.refunds)).toEqual(['return']);
  });

  test('whose refund has an unknown outcome is refunded again with the same key', async () => {
    const order = await paid('cancelled');
    await recordRefundRequest(order, 'return', newRefund(order.total, 'cancelled by the customer'));

    await settle(order.orderId);
    await settle(order.orderId);

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
  });

  test('whose refund another call recorded but never requested is refunded', async () => {
    const order = await paid('cancelled');
    await recordRefundRequest(order, 'return', newRefund(order.total, 'cancelled by the customer'));

    const settled = await settlePayment(order);

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
    expect(settled.payment.refunds.return).toMatchObject({ state: 'succeeded' });
  });

  test('whose refund the provider rejects fails clearly, and is tried with another key next time', async () => {
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

const boss = { userId: 'boss', groups: ['staff'] };

describe('a refund', () => {
  const refund = (order: OrderWithPayment, amount?: number, key?: string) =>
    refundOrder(boss, order.orderId, amount === undefined ? undefined : { amount }, key);

  test('is made, recorded, and enqueued for its notification', async () => {
    const order = await paid();

    await refund(order, 40);

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 4_000 });
    expect(await row(order.orderId)).toMatchObject({ payment: { refundedAmount: 4_000 } });
    expect(enqueued().map(({ orderId }) => orderId)).toEqual([order.orderId]);
    await follow(order.orderId);
    expect(told()).toContain('ORDER_REFUNDED');
    await issueInvoices();
    expect(await row(order.orderId)).not.toHaveProperty('nextCheckAt');
  });

  test(
    'never exceeds what was paid, however many requests arrive at once',
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

  test('repeated with its key is made once; another request with it is rejected', async () => {
    const order = await paid();

    for (let time = 0; time < 2; time += 1) await refund(order, 1, 'k');

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 100 });
    await expect(refund(order, 2, 'k')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('that was recorded before the function died keeps its amount reserved, and is made by the workflow', async () => {
    const order = await paid();
    await recordRefundRequest(order, 'k', newRefund(100, 'refunded by the shop'));
    expect((await row(order.orderId)).payment.refundedAmount).toBe(100);

    for (let time = 0; time < 2; time += 1) await follow(order.orderId);

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 100 });
    expect(told()).toContain('ORDER_REFUNDED');
    await issueInvoices();
    expect(await row(order.orderId)).not.toHaveProperty('nextCheckAt');
  });

  test('during an outage of the provider is made by the workflow, or when it is repeated', async () => {
    const order = await paid();
    await changeRow(order.orderId, { 'payment.livemode': true }); // as if today's keys were others
    await expect(refund(order, 1, 'k')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await changeRow(order.orderId, { 'payment.livemode': false });

    await follow(order.orderId);
    await refund(order, 1, 'k');

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 100 });
  });

  test('that the provider rejects no longer counts, and repeats its error with its key', async () => {
    const order = await unfounded();
    await confirmOrder(order);

    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(refund(order, 1, 'k')).rejects.toMatchObject({ code: 'ORDER_NOT_REFUNDABLE' });
    }
    expect((await row(order.orderId)).payment.refundedAmount).toBe(0);
  });

  test('of an order that has not shipped, was never paid, or does not exist is rejected', async () => {
    for (const order of [await paid('completed'), await awaiting(), await placed()]) {
      await expect(refund(order)).rejects.toMatchObject({ code: 'ORDER_NOT_REFUNDABLE' });
    }
    await expect(refundOrder(boss, crypto.randomUUID(), undefined, undefined)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
