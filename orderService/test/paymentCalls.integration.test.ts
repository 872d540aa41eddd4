import { BatchGetCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import { v5 as uuidv5 } from 'uuid';
import { documentedCalls } from '../../shared/test/documentedCalls.ts';
import { httpEvent } from '../../shared/test/httpEvent.ts';
import { refusal } from '../../shared/test/sdkCalls.ts';
import { authorization } from '../../shared/test/tokens.ts';
import type { Order } from '../src/order/order.ts';
import type { StoredOrder } from '../src/order/orderStore.ts';
import type { Payment } from '../src/order/payment.ts';
import { checkout } from './cartHandlers.ts';
import { answerProducts, calls, cloud, resetCloud } from './cloud.ts';
import { provider, providerParameters } from './provider.ts';
import { cart, order, shoes, storedOrder } from './samples.ts';

providerParameters();
const { createPayment } = await import('../src/payment/paymentProvider.ts');
const { handler: awaitPayment } = await import('../src/handlers/awaitPayment.ts');
const { handler: paymentWebhook } = await import('../src/handlers/paymentWebhook.ts');
const { handler: confirmPayment } = await import('../src/handlers/confirmPayment.ts');
const { handler: getOrderPayment } = await import('../src/handlers/getOrderPayment.ts');
const { handler: cancelOrder } = await import('../src/handlers/cancelOrder.ts');
const { handler: refundOrder } = await import('../src/handlers/refundOrder.ts');
const { handler: recordReservations } = await import('../src/handlers/recordReservations.ts');
const { handler: confirmOrder } = await import('../src/handlers/confirmOrder.ts');
const { handler: expirePayment } = await import('../src/handlers/expirePayment.ts');
const { handler: issueInvoices } = await import('../src/handlers/issueInvoices.ts');
const { handler: notifyCustomer } = await import('../src/handlers/notifyCustomer.ts');
const { handler: refundPayment } = await import('../src/handlers/refundPayment.ts');
const { stepOf } = await import('../src/order/nextStep.ts');
afterAll(() => provider.close());

const documented = documentedCalls(new URL('../README.md', import.meta.url), '## AWS calls of payments');
const context = { getRemainingTimeInMillis: () => 10_000 } as Context;
const first = order();
const begun = await createPayment(first, new Date(Date.now() - 1000));
if (!begun) throw new Error('There is no provider');
const { payment } = begun;
const { orderId } = first;

/** The row as it stands, whatever is written to it. */
const standing = (changes: Partial<StoredOrder> = {}, paid: Partial<Payment> = {}) => {
  const Item = { ...storedOrder(changes), payment: { ...payment, ...paid } };
  cloud.dynamodb.on(GetCommand, { TableName: 'Orders' }).resolves({ Item });
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: Item });
  return Item;
};
const request = async (groups: string[] = []) =>
  httpEvent({
    headers: { authorization: await authorization('ann', { groups }), 'idempotency-key': 'k' },
    path: { id: orderId },
    body: '',
  });
const event = (type: string) => {
  const object = {
    ...{ id: payment.paymentIntentId, amount_received: first.total, currency: 'usd', metadata: { orderId } },
  };
  const body = JSON.stringify({
    ...{ id: 'evt_1', object: 'event', type, livemode: false, created: 1_790_000_000 },
    data: { object },
  });
  return httpEvent({ body, headers: { 'stripe-signature': provider.sign(body) } });
};
const refundOf = (key: string) => ({
  [key]: { amount: first.total, state: 'succeeded' as const, refundId: 're_1', at: payment.dueAt, reason: 'refunded' },
});

/** A checkout of Ann's, who has such orders. */
const checkoutOf = async (body: object | '', orders: Order[] = []) => {
  answerProducts(shoes);
  cloud.dynamodb.on(GetCommand, { TableName: 'Carts' }).resolves({ Item: cart() });
  const Item = { orderIds: new Set(orders.map(({ orderId }) => orderId)), units: 3 * orders.length };
  if (orders.length > 0) cloud.dynamodb.on(GetCommand, { TableName: 'UnpaidOrders' }).resolves({ Item });
  cloud.dynamodb.on(BatchGetCommand).resolves({ Responses: { Orders: orders } });
  return checkout(httpEvent({ headers: { authorization: await authorization('ann') }, body }), context);
};
const five = Array.from({ length: 5 }, (_, index) => order({ orderId: `order-${index}`, payment }));

const situations: Record<string, () => Promise<unknown>> = {
  '`POST /checkout`, to be paid': () => checkoutOf(''),
  '`POST /checkout` of named products, to be paid': () =>
    checkoutOf({ items: [{ id: shoes.id, qty: 3 }], total: 149.97 }),
  '`POST /checkout`, refused: five orders wait': async () => {
    expect(await checkoutOf('', five)).toMatchObject({ statusCode: 409 });
  },
  '`POST /payments/webhook`, paid': async () => {
    standing({ status: 'awaiting_payment' });
    return paymentWebhook(event('payment_intent.succeeded'), context);
  },
  '`POST /payments/webhook`, declined': async () => {
    standing({ status: 'awaiting_payment' });
    return paymentWebhook(event('payment_intent.payment_failed'), context);
  },
  '`POST /payments/confirmations`': async () => {
    standing({ status: 'completed' }, { capturedAmount: first.total });
    const body = JSON.stringify({ orderId: 'order-1', paymentStatus: 'paid' });
    return confirmPayment(httpEvent({ body, headers: { 'stripe-signature': provider.sign(body) } }), context);
  },
  '`GET /orders/{id}/payment`': async () => {
    standing({ status: 'awaiting_payment' }, { dueAt: new Date(Date.now() + 60_000).toISOString() });
    return getOrderPayment(await request(), context);
  },
  '`POST /orders/{id}/cancel`': async () => {
    standing({ status: 'cancelled' });
    return cancelOrder(await request(), context);
  },
  '`POST /orders/{id}/refund`': async () => {
    const row = standing({ status: 'shipping' }, { capturedAmount: first.total });
    const back = { ...row.payment, refundedAmount: first.total, refunds: refundOf(uuidv5('k', orderId)) };
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: { ...row, payment: back } });
    return refundOrder(await request(['admin']), context);
  },
  '`recordReservations`, paid before': async () => {
    const row = standing({ status: 'pending' }, { capturedAmount: first.total });
    cloud.dynamodb
      .on(UpdateCommand)
      .rejectsOnce(refusal(row))
      .resolves({ Attributes: { ...row, status: 'completed' } });
    const reservations = [{ orderId, outcome: 'reserved' as const }];
    return recordReservations({ orders: [stepOf(row, 'ReserveStock')], reservations }, context);
  },
  '`awaitPayment`': async () => {
    const row = standing(
      { status: 'awaiting_payment', notified: new Set(['ORDER_CREATED']) },
      { dueAt: new Date(Date.now() + 60_000).toISOString() },
    );
    return awaitPayment(stepOf(row), context);
  },
  '`confirmOrder`': async () => confirmOrder(stepOf(standing({ status: 'completed' })), context),
  '`expirePayment`': async () => expirePayment(stepOf(standing({ status: 'awaiting_payment' })), context),
  '`notifyCustomer`, of a paid order': async () =>
    notifyCustomer(
      stepOf(
        standing(
          { status: 'shipping', shippedAt: first.createdAt, updatedAt: new Date().toISOString() },
          { paidAt: payment.dueAt, capturedAmount: first.total },
        ),
      ),
      context,
    ),
  '`issueInvoices`, per batch of up to ten orders': async () => {
    const row = standing({ status: 'shipping' }, { paidAt: payment.dueAt });
    const rows = Array.from({ length: 10 }, () => ({ ...row, orderId: crypto.randomUUID() }));
    cloud.dynamodb.on(BatchGetCommand).resolves({ Responses: { Orders: rows } });
    const Records = rows.map((one, index) => ({
      messageId: String(index),
      body: JSON.stringify({ orderId: one.orderId, version: 1, correlationId: 'c' }),
    }));
    expect(await issueInvoices({ Records } as SQSEvent, context)).toEqual({ batchItemFailures: [] });
  },
  '`refundPayment`, nothing was paid': async () => refundPayment(stepOf(standing({ status: 'cancelled' })), context),
  '`refundPayment`': async () => {
    const row = standing({ status: 'cancelled' }, { capturedAmount: first.total });
    const back = { ...row.payment, refundedAmount: first.total, refunds: refundOf('return') };
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: { ...row, payment: back } });
    return refundPayment(stepOf(row), context);
  },
};

beforeEach(() => {
  resetCloud();
});

test('the README lists every situation', () => {
  expect([...documented.keys()]).toEqual(Object.keys(situations));
});

test.each(Object.entries(situations))('%s makes the AWS calls that the README says', async (situation, happen) => {
  const answer = (await happen()) as { statusCode?: number } | null | undefined;

  expect([200, 201]).toContain(answer?.statusCode ?? 200);
  expect(calls()).toEqual(documented.get(situation));
});
