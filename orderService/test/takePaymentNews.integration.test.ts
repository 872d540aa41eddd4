import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { PublishCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { awsError } from '../../shared/test/sdkCalls.ts';
import type { PaymentNews } from '../src/payment/paymentNews.ts';
import type { PaidOrder } from '../src/payment/paymentStore.ts';
import { awaiting, clients, placed, resetClients, row, SLOW_MS, told, waitFor, woken } from './paidOrders.ts';
import { provider } from './provider.ts';
import { ann } from './samples.ts';

const { takePaymentNews } = await import('../src/payment/handlePaymentEvent.ts');
const { cancelOrder } = await import('../src/cancellation/cancelOrder.ts');
const { moveOrder } = await import('../src/order/orderStore.ts');

const news = ({ orderId, payment }: PaidOrder) => ({
  eventId: `evt_${crypto.randomUUID()}`,
  livemode: false,
  created: 1_790_000_000,
  metadata: { orderId },
  paymentIntentId: payment.paymentIntentId,
});
const paid = (order: PaidOrder, changes: object = {}): PaymentNews => ({
  ...news(order),
  ...{ kind: 'succeeded', type: 'payment_intent.succeeded', amount: order.total, currency: 'USD' },
  ...changes,
});
const declined = (order: PaidOrder): PaymentNews => ({
  ...news(order),
  ...{ kind: 'failed', type: 'payment_intent.payment_failed', failure: 'Your card was declined.' },
});
const refunded = (order: PaidOrder, refund: object): PaymentNews => ({
  ...news(order),
  ...{ kind: 'refund', type: 'refund.updated' },
  refund: { refundId: 're_1', key: undefined, amount: 100, state: 'succeeded', ...refund },
});

describe('money that comes', () => {
  test('completes the order that waits for it, tells of it and wakes the workflow', async () => {
    const order = await awaiting();

    await takePaymentNews(paid(order));

    expect(await row(order.orderId)).toMatchObject({
      status: 'completed',
      customerStatus: 'ann#completed',
      payment: { capturedAmount: order.total },
    });
    expect(told()).toEqual(['PAYMENT_COMPLETED']);
    expect(woken()).toEqual(['OrderPaid']);
  });

  test('five times at once, and once more, is one payment', async () => {
    const order = await awaiting();
    const event = paid(order);

    await Promise.all(Array.from({ length: 5 }, () => takePaymentNews(event)));
    const before = woken().length;
    await takePaymentNews(event);

    expect(await row(order.orderId)).toMatchObject({ payment: { capturedAmount: order.total } });
    expect(told()).toEqual(['PAYMENT_COMPLETED']);
    expect(woken()).toHaveLength(before);
  });

  test('before the stock is taken waits for it', async () => {
    const order = await placed();

    await takePaymentNews(paid(order));
    expect(await row(order.orderId)).toMatchObject({ status: 'pending' });
    expect(woken()).toEqual([]);
    await waitFor(order.orderId, 'the token');

    expect(await row(order.orderId)).toMatchObject({ status: 'completed' });
    expect(woken()).toEqual(['OrderPaid']);
  });

  test(
    'at the moment in which the token is stored is never missed',
    async () => {
      for (let attempt = 0; attempt < 10; attempt += 1) {
        resetClients();
        const order = await placed();

        await Promise.all([takePaymentNews(paid(order)), waitFor(order.orderId)]);

        expect(await row(order.orderId)).toMatchObject({ status: 'completed' });
        expect(woken()).toContain('OrderPaid');
      }
    },
    SLOW_MS,
  );

  test.each(['cancelled', 'rejected'] as const)('for an order that is %s goes back, once', async (status) => {
    const order = await placed();
    await moveOrder(order, status, status === 'rejected' ? 'out of stock' : 'not paid in time');
    await provider.pay(order.payment);

    await Promise.all(Array.from({ length: 3 }, () => takePaymentNews(paid(order))));

    expect(await provider.ledger(order.payment)).toMatchObject({ captured: order.total, refunded: order.total });
    expect(await row(order.orderId)).toMatchObject({ status, payment: { refundedAmount: order.total } });
    expect(told()).toEqual(['ORDER_REFUNDED']);
  });

  test.each([
    ['amount', { amount: 1 }],
    ['currency', { currency: 'EUR' }],
    ['payment', { paymentIntentId: 'pi_other' }],
    ['mode', { livemode: true }],
  ])('of another %s changes nothing', async (_, changes) => {
    const order = await awaiting();

    await expect(takePaymentNews(paid(order, changes))).rejects.toMatchObject({ code: 'PAYMENT_MISMATCH' });

    expect(await row(order.orderId)).toEqual(order);
    expect([...told(), ...woken()]).toEqual([]);
  });

  test('for an unknown order is refused, and taken once the order is there', async () => {
    const order = await awaiting();

    await expect(takePaymentNews(paid(order, { metadata: { orderId: crypto.randomUUID() } }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await takePaymentNews(paid(order, { metadata: {} })); // the payment knows its order

    expect((await row(order.orderId)).status).toBe('completed');
  });
});

describe('an event of another site on the same account', () => {
  const foreignPayment = async (metadata: Record<string, string>) => {
    const { id } = await provider.stripe.paymentIntents.create({ amount: 500, currency: 'usd', metadata });
    return id;
  };

  test.each<[string, Record<string, string>]>([
    ['that names no order', {}],
    ['that says how its own shop calls the order', { order_id: '17' }],
    ['that another stage wrote', { orderId: crypto.randomUUID(), shop: 'eu-west-1/orderService-other-Orders' }],
  ])('%s is taken without effect, and not sent again', async (_, metadata) => {
    const order = await awaiting();
    const foreign = { metadata, paymentIntentId: await foreignPayment(metadata) };

    for (const event of [
      paid(order, foreign),
      { ...declined(order), ...foreign },
      { ...refunded(order, {}), ...foreign },
    ]) {
      await expect(takePaymentNews(event)).resolves.toBeUndefined();
    }

    expect(await row(order.orderId)).toEqual(order);
    expect([...told(), ...woken()]).toEqual([]);
  });
});

describe('an event that is taken halfway', () => {
  test.each([
    ['the topic', () => clients.sns.on(PublishCommand).rejectsOnce(awsError('InternalError')).resolves({})],
    ['the workflow', () => clients.sfn.on(SendTaskSuccessCommand).rejectsOnce(awsError('ServiceError')).resolves({})],
  ])('because %s failed is taken whole when it comes again', async (_, fail) => {
    const order = await awaiting();
    const event = paid(order);
    fail();

    await expect(takePaymentNews(event)).rejects.toThrow();
    expect((await row(order.orderId)).status).toBe('completed');
    await takePaymentNews(event);

    expect(told()).toEqual(['PAYMENT_COMPLETED']);
    expect(woken()).toContain('OrderPaid');
  });

  test('by a workflow that waits no longer is taken all the same', async () => {
    const order = await awaiting();
    clients.sfn.on(SendTaskSuccessCommand).rejects(awsError('TaskTimedOut'));

    await takePaymentNews(paid(order));

    expect((await row(order.orderId)).status).toBe('completed');
  });
});

describe('a declined card', () => {
  test('leaves the order as it is and is told of, each time', async () => {
    const order = await awaiting();
    const event = declined(order);

    await takePaymentNews(event);
    await takePaymentNews(event);
    await takePaymentNews(declined(order));

    expect(await row(order.orderId)).toEqual(order);
    expect(told()).toEqual(['PAYMENT_FAILED', 'PAYMENT_FAILED']);
  });

  test('of which the shop hears after the payment is no news', async () => {
    const order = await awaiting();
    await takePaymentNews(paid(order));

    await takePaymentNews(declined(order));

    expect(told()).toEqual(['PAYMENT_COMPLETED']);
  });
});

test('a payment that was cancelled by hand cancels its order, and not one that is paid', async () => {
  const [open, over] = [await awaiting(), await awaiting()];
  const cancelled = (order: PaidOrder): PaymentNews => ({
    ...news(order),
    ...{ kind: 'cancelled', type: 'payment_intent.canceled' },
  });
  await takePaymentNews(paid(over));

  await takePaymentNews(cancelled(open));
  await takePaymentNews(cancelled(over));

  expect(await row(open.orderId)).toMatchObject({ status: 'cancelled', reason: 'cancelled by the shop' });
  expect(await row(over.orderId)).toMatchObject({ status: 'completed' });
  expect(woken().toSorted()).toEqual(['OrderCancelled', 'OrderPaid']);
});

describe('news of a refund', () => {
  test('that was made by hand is noted once, whatever order they come in', async () => {
    const order = await awaiting();
    await takePaymentNews(paid(order));

    await Promise.all([
      takePaymentNews(refunded(order, {})),
      takePaymentNews(refunded(order, { state: 'requested' })),
      takePaymentNews(refunded(order, { refundId: 're_2', amount: 50 })),
    ]);

    expect((await row(order.orderId)).payment).toMatchObject({
      refundedAmount: 150,
      refunds: { re_1: { state: 'succeeded' }, re_2: { amount: 50 } },
    });
    expect(told().filter((type) => type === 'ORDER_REFUNDED')).toHaveLength(2);
  });

  test('that failed in the end gives its sum free, once', async () => {
    const order = await awaiting();
    await takePaymentNews(paid(order));
    await takePaymentNews(refunded(order, {}));

    await takePaymentNews(refunded(order, { state: 'failed' }));
    await takePaymentNews(refunded(order, { state: 'failed' }));
    await takePaymentNews(refunded(order, { state: 'succeeded' }));

    expect((await row(order.orderId)).payment).toMatchObject({
      refundedAmount: 0,
      refunds: { re_1: { state: 'failed' } },
    });
  });
});

test(
  'a cancellation at the moment of the payment leaves nobody unpaid and nothing unreturned',
  async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const order = await awaiting();
      await provider.pay(order.payment);

      await Promise.allSettled([takePaymentNews(paid(order)), cancelOrder(ann, order.orderId)]);
      await takePaymentNews(paid(order)); // the workflow's own part is tried in returnPayment's tests

      const { status, payment } = await row(order.orderId);
      expect(status).toBe('cancelled');
      expect(payment).toMatchObject({ capturedAmount: order.total, refundedAmount: order.total });
      expect(await provider.ledger(payment)).toMatchObject({ refunded: order.total });
    }
  },
  SLOW_MS,
);
