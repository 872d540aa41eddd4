import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import type { OrderWithPayment } from '../../src/order/orderWithPayment.ts';
import type { PaymentEvent } from '../../src/payment/paymentEvent.ts';
import {
  awaiting,
  clients,
  enqueued,
  follow,
  issueInvoices,
  paid as paidOrder,
  placed,
  requested,
  row,
  SLOW_MS,
  told,
} from '../paidOrders.ts';
import { provider } from '../provider.ts';
import { ann } from '../samples.ts';

const { handlePaymentEvent } = await import('../../src/payment/handlePaymentEvent.ts');
const { cancelOrder } = await import('../../src/cancellation/cancelOrder.ts');
const { endOrder } = await import('../../src/order/orderStore.ts');
const { MAX_FAILED_PAYMENTS } = await import('../../src/payment/paymentStore.ts');

const ids = () => enqueued().map(({ orderId }) => orderId);

const eventHeader = ({ orderId, payment }: OrderWithPayment) => ({
  eventId: `evt_${crypto.randomUUID()}`,
  livemode: false,
  created: 1_790_000_000,
  metadata: { orderId },
  paymentIntentId: payment.paymentIntentId,
});
const paid = (order: OrderWithPayment, changes: object = {}): PaymentEvent => ({
  ...eventHeader(order),
  ...{ kind: 'succeeded', type: 'payment_intent.succeeded', amount: order.total, currency: 'USD' },
  ...changes,
});
const declined = (order: OrderWithPayment): PaymentEvent => ({
  ...eventHeader(order),
  ...{ kind: 'failed', type: 'payment_intent.payment_failed', failure: 'Your card was declined.' },
});
const refunded = (order: OrderWithPayment, refund: object): PaymentEvent => ({
  ...eventHeader(order),
  ...{ kind: 'refund', type: 'refund.updated' },
  refund: { refundId: 're_1', key: undefined, amount: 100, state: 'succeeded', ...refund },
});

describe('a captured payment', () => {
  test('completes the order that waits for it, and enqueues it', async () => {
    const order = await awaiting();

    await handlePaymentEvent(paid(order));

    expect(await row(order.orderId)).toMatchObject({
      ...{ status: 'completed', customerStatus: 'ann#completed' },
      payment: { capturedAmount: order.total, paidAt: new Date(1_790_000_000_000).toISOString() },
    });
    expect(enqueued()).toEqual([{ orderId: order.orderId, correlationId: order.correlationId }]);
    expect(told()).toEqual([]);
  });

  test('is left to the workflow that reserves the stock: the message is delayed, in case it did not run', async () => {
    const [pending, waiting] = [await placed(), await awaiting()];

    for (const order of [pending, waiting]) await handlePaymentEvent(paid(order));

    const delays = clients.sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input.DelaySeconds);
    expect(await row(pending.orderId)).toMatchObject({ status: 'pending', payment: { capturedAmount: pending.total } });
    expect(delays).toEqual([5, undefined]);
  });

  test('reported five times at once, and once more, counts once', async () => {
    const order = await awaiting();
    const event = paid(order);

    await Promise.all(Array.from({ length: 5 }, () => handlePaymentEvent(event)));
    const before = await row(order.orderId);
    await handlePaymentEvent(event);

    expect(before).toMatchObject({ version: order.version + 1, payment: { capturedAmount: order.total } });
    expect(await row(order.orderId)).toEqual(before);
  });

  test('before the stock is reserved waits for the reservation', async () => {
    const order = await placed();

    await handlePaymentEvent(paid(order));
    expect(await row(order.orderId)).toMatchObject({ status: 'pending', payment: { capturedAmount: order.total } });
    await follow(order.orderId);

    expect(await row(order.orderId)).toMatchObject({ status: 'shipping' });
    expect(told()).toEqual(['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_SHIPPING']);
  });

  test.each(['cancelled', 'rejected'] as const)('for an order that is %s goes back, once', async (status) => {
    const order = await placed();
    await endOrder(order, status, status === 'rejected' ? 'out of stock' : 'not paid in time');
    await provider.pay(order.payment);

    await Promise.all(Array.from({ length: 3 }, () => handlePaymentEvent(paid(order))));
    await follow(order.orderId);

    expect(await provider.ledger(order.payment)).toMatchObject({ captured: order.total, refunded: order.total });
    expect(await row(order.orderId)).toMatchObject({ status, payment: { refundedAmount: order.total } });
    expect(told()).toContain('ORDER_REFUNDED');
    expect(told()).not.toContain('PAYMENT_COMPLETED');
  });

  test('for an order that was over and settled long ago has it looked after again', async () => {
    const order = await placed();
    await endOrder(order, 'cancelled', 'not paid in time');
    await follow(order.orderId, { RefundPayment: () => ({ ...order, step: 'NotifyCustomer', version: 2 }) });
    await issueInvoices();
    expect(await row(order.orderId)).not.toHaveProperty('nextCheckAt');

    await handlePaymentEvent(paid(order));

    expect(await row(order.orderId)).toHaveProperty('nextCheckAt');
    expect(ids()).toContain(order.orderId);
  });

  test.each([
    ['amount', { amount: 1 }],
    ['currency', { currency: 'EUR' }],
    ['payment', { paymentIntentId: 'pi_other' }],
    ['mode', { livemode: true }],
  ])('of another %s changes nothing', async (_, changes) => {
    const order = await awaiting();

    await expect(handlePaymentEvent(paid(order, changes))).rejects.toMatchObject({ code: 'PAYMENT_MISMATCH' });

    expect(await row(order.orderId)).toEqual(order);
    expect([...told(), ...ids()]).toEqual([]);
  });

  test('for an unknown order is rejected, and accepted once the order exists', async () => {
    const order = await awaiting();

    await expect(handlePaymentEvent(paid(order, { metadata: { orderId: crypto.randomUUID() } }))).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    );
    await handlePaymentEvent(paid(order, { metadata: {} })); // the payment knows its order

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
  ])('%s is accepted without effect, and not sent again', async (_, metadata) => {
    const order = await awaiting();
    const foreign = { metadata, paymentIntentId: await foreignPayment(metadata) };

    for (const event of [
      paid(order, foreign),
      { ...declined(order), ...foreign },
      { ...refunded(order, {}), ...foreign },
    ]) {
      await expect(handlePaymentEvent(event)).resolves.toBeUndefined();
    }

    expect(await row(order.orderId)).toEqual(order);
    expect([...told(), ...ids()]).toEqual([]);
  });
});

describe('an event whose message cannot be sent', () => {
  test('is still handled: the sweeper enqueues the order', async () => {
    const order = await awaiting();
    clients.sqs.on(SendMessageCommand).rejects(awsError('ServiceUnavailable'));

    await handlePaymentEvent(paid(order));

    expect(await row(order.orderId)).toMatchObject({ status: 'completed', nextCheckAt: expect.any(String) });
  });
});

describe('a declined card', () => {
  test('is published and emailed, each time', async () => {
    const order = await awaiting();
    const event = declined(order);

    await handlePaymentEvent(event);
    await handlePaymentEvent(event);
    await handlePaymentEvent(declined(order));
    await follow(order.orderId);

    expect(await row(order.orderId)).toMatchObject({ status: 'awaiting_payment', payment: { capturedAmount: 0 } });
    expect(told().filter((type) => type === 'PAYMENT_FAILED')).toHaveLength(2);
    const mails = requested().filter(({ mail }) => mail === 'paymentFailed');
    expect(mails).toHaveLength(2);
    expect(mails[0]).toMatchObject({ orderId: order.orderId, failure: 'Your card was declined.' });
  });

  test('is published even if the order was paid first', async () => {
    const order = await awaiting();

    await handlePaymentEvent(declined(order));
    await handlePaymentEvent(paid(order));
    await follow(order.orderId);

    expect(told()).toEqual(expect.arrayContaining(['PAYMENT_FAILED', 'PAYMENT_COMPLETED', 'ORDER_SHIPPING']));
  });

  test('beyond the number that an order records changes nothing', async () => {
    const order = await awaiting();

    for (let count = 0; count <= MAX_FAILED_PAYMENTS; count += 1) await handlePaymentEvent(declined(order));

    const { payment } = (await row(order.orderId)) as OrderWithPayment;
    expect(Object.keys(payment.failures)).toHaveLength(MAX_FAILED_PAYMENTS);
  });

  test('that is reported after the payment changes nothing', async () => {
    const order = await awaiting();
    await handlePaymentEvent(paid(order));

    await handlePaymentEvent(declined(order));

    expect([...told(), ...requested()]).toEqual([]);
  });
});

test('a payment that was cancelled by hand cancels its order, unless that is paid', async () => {
  const [open, over] = [await awaiting(), await awaiting()];
  const cancelled = (order: OrderWithPayment): PaymentEvent => ({
    ...eventHeader(order),
    ...{ kind: 'cancelled', type: 'payment_intent.canceled' },
  });
  await handlePaymentEvent(paid(over));

  await handlePaymentEvent(cancelled(open));
  await handlePaymentEvent(cancelled(over));

  expect(await row(open.orderId)).toMatchObject({ status: 'cancelled', reason: 'cancelled by the shop' });
  expect(await row(over.orderId)).toMatchObject({ status: 'completed' });
  expect(ids()).toContain(open.orderId);
});

test('a payment that was cancelled because its checkout was refused has no order, and needs none', async () => {
  const order = { ...(await awaiting()), orderId: crypto.randomUUID() };

  await handlePaymentEvent({ ...eventHeader(order), kind: 'cancelled', type: 'payment_intent.canceled' });

  expect([...told(), ...ids()]).toEqual([]);
});

test('an event that the shop does not use does nothing', async () => {
  await handlePaymentEvent({ kind: 'other', eventId: 'evt', type: 'charge.updated', livemode: false, created: 1 });

  expect([...told(), ...ids()]).toEqual([]);
});

describe('events of a refund', () => {
  test('made by hand record it once, in whatever order they arrive, and publish it', async () => {
    const order = await paidOrder('shipping');

    await Promise.all([
      handlePaymentEvent(refunded(order, {})),
      handlePaymentEvent(refunded(order, { state: 'requested' })),
      handlePaymentEvent(refunded(order, { refundId: 're_2', amount: 50 })),
    ]);
    await follow(order.orderId);

    expect((await row(order.orderId)).payment).toMatchObject({
      refundedAmount: 150,
      refunds: { re_1: { state: 'succeeded' }, re_2: { amount: 50 } },
    });
    expect(told().filter((type) => type === 'ORDER_REFUNDED')).toHaveLength(2);
    expect(requested().filter(({ mail }) => mail === 'refunded')).toHaveLength(2);
  });

  test('that failed finally make its amount refundable again, once', async () => {
    const order = await paidOrder('shipping');
    await handlePaymentEvent(refunded(order, {}));

    await handlePaymentEvent(refunded(order, { state: 'failed' }));
    await handlePaymentEvent(refunded(order, { state: 'failed' }));
    await handlePaymentEvent(refunded(order, { state: 'succeeded' }));

    expect((await row(order.orderId)).payment).toMatchObject({
      refundedAmount: 0,
      refunds: { re_1: { state: 'failed' } },
    });
  });

  test('that failed after its order had ended start another refund', async () => {
    const order = await paidOrder('cancelled');
    await follow(order.orderId);
    const { refunds } = (await row(order.orderId)).payment;

    await handlePaymentEvent(
      refunded(order, { refundId: refunds.return?.refundId, key: 'return', amount: order.total, state: 'failed' }),
    );
    expect(await row(order.orderId)).toMatchObject({ payment: { refundedAmount: 0 }, nextCheckAt: expect.any(String) });
  });
});

test(
  'a cancellation at the moment of the payment leaves no money unaccounted for',
  async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const order = await awaiting();
      await provider.pay(order.payment);

      await Promise.allSettled([handlePaymentEvent(paid(order)), cancelOrder(ann, order.orderId)]);
      await follow(order.orderId);

      const { status, payment } = await row(order.orderId);
      expect(status).toBe('cancelled');
      expect(payment).toMatchObject({ capturedAmount: order.total, refundedAmount: order.total });
      expect(await provider.ledger(payment)).toMatchObject({ refunded: order.total });
    }
  },
  SLOW_MS,
);
