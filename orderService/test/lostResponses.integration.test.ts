import './environment.ts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { startTables, testLostResponses, writeCase } from '../../shared/test/lostResponses.ts';
import type { Order } from '../src/order/order.ts';
import { newPayment } from '../src/order/payment.ts';
import { cart, order, shoes } from './samples.ts';

const tables = { Carts: 'customerId', Orders: 'orderId', PaymentEvents: 'eventId', UnpaidOrders: 'customerId' };
await startTables(tables);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { clearCart, putLine, removeLine } = await import('../src/cart/cartStore.ts');
const { recordCheckout } = await import('../src/checkout/checkoutStore.ts');
const { closeOrder, noteFailedAttempt, postpone } = await import('../src/recovery/openOrderStore.ts');
const store = await import('../src/order/orderStore.ts');
const { markTaken } = await import('../src/payment/paymentEventStore.ts');
const payments = await import('../src/payment/paymentStore.ts');
const { makeRoomFor } = await import('../src/checkout/unpaidOrderStore.ts');
type PaidOrder = Awaited<ReturnType<typeof payments.noteCapture>>;

const unpaid = newPayment({
  provider: 'test',
  livemode: false,
  paymentIntentId: 'pi_1',
  dueAt: '2026-01-02T04:00:00Z',
});
const paid = { ...unpaid, capturedAmount: order().total };
const refund = { amount: 100, state: 'requested' as const, at: '2026-01-02T05:00:00Z', reason: 'torn' };

/** A row of the order as it was changed. */
const stored =
  (changes: Partial<Order> = {}) =>
  async () => {
    const row = store.rowOf(order(changes));
    await dynamodb.send(new PutCommand({ TableName: 'Orders', Item: row }));
    return row as PaidOrder;
  };
const ofCart = async () => {
  await dynamodb.send(new PutCommand({ TableName: 'Carts', Item: cart() }));
};
const claimed = async () => {
  await stored({ status: 'shipping' })();
  const claim = await store.claimMail('shipping', order().orderId, {});
  if (!claim) throw new Error('There is no such order');
  return claim;
};
const counted = async (...orderIds: string[]) => {
  const Item = { customerId: order().customerId, orderIds: new Set(orderIds), units: 3 * orderIds.length };
  await dynamodb.send(new PutCommand({ TableName: 'UnpaidOrders', Item }));
};
const withRefund = async () => {
  const { order: begun } = await payments.beginRefund(
    await stored({ status: 'shipping', payment: paid })(),
    'r1',
    refund,
  );
  return begun;
};

testLostResponses('orderService/src', dynamodb, tables, [
  writeCase('cartStore.putLine', {
    when: 'the first of a cart',
    act: () => putLine('ann', { product: shoes, quantity: 2, how: 'add' }),
  }),
  writeCase('cartStore.putLine', {
    when: 'more of a product',
    prepare: ofCart,
    act: () => putLine('ann', { product: shoes, quantity: 2, how: 'add' }),
  }),
  writeCase('cartStore.putLine', {
    when: 'so many of a product',
    prepare: ofCart,
    act: () => putLine('ann', { product: shoes, quantity: 2, how: 'set' }),
  }),
  writeCase('cartStore.removeLine', { prepare: ofCart, act: () => removeLine('ann', shoes.id) }),
  writeCase('cartStore.clearCart', { prepare: ofCart, act: () => clearCart('ann') }),
  writeCase('checkoutStore.recordCheckout', { prepare: ofCart, act: () => recordCheckout(order(), cart()) }),
  writeCase('checkoutStore.recordCheckout', {
    when: 'of a cart, to be paid',
    prepare: ofCart,
    act: () => recordCheckout(order({ payment: unpaid }), cart()),
  }),
  writeCase('checkoutStore.recordCheckout', {
    when: 'of named products, to be paid, the last that may wait',
    prepare: () => counted('a', 'b', 'c', 'd'),
    act: () => recordCheckout(order({ payment: unpaid }), undefined),
  }),
  writeCase('openOrderStore.postpone', {
    prepare: stored(),
    act: (row) => postpone(row, Date.parse('2026-03-01T00:00:00Z'), 1),
  }),
  writeCase('openOrderStore.closeOrder', { prepare: stored(), act: closeOrder }),
  writeCase('openOrderStore.noteFailedAttempt', {
    prepare: stored(),
    act: ({ orderId }) => noteFailedAttempt(orderId),
  }),
  writeCase('orderStore.recordOrder', { act: () => store.recordOrder(order()) }),
  writeCase('orderStore.recordOrder', {
    when: 'with a payment',
    act: () => store.recordOrder(order({ payment: unpaid })),
  }),
  writeCase('orderStore.moveOrder', { prepare: stored(), act: (row) => store.moveOrder(row, 'shipping') }),
  writeCase('orderStore.moveOrder', {
    when: 'for a reason',
    prepare: stored(),
    act: (row) => store.moveOrder(row, 'rejected', 'out of stock'),
  }),
  writeCase('orderStore.moveOrder', {
    when: 'back from shipping, its workflow started anew',
    prepare: stored({ status: 'shipping' }),
    act: (row) => store.moveOrder(row, 'cancelled', 'cancelled by the shop', ['shipping'], true),
  }),
  writeCase('orderStore.claimMail', {
    prepare: stored({ status: 'shipping' }),
    act: ({ orderId }) => store.claimMail('shipping', orderId, { status: 'shipping' }),
  }),
  writeCase('orderStore.markMailSent', { prepare: claimed, act: store.markMailSent }),
  writeCase('orderStore.releaseMail', { prepare: claimed, act: store.releaseMail }),
  writeCase('paymentEventStore.markTaken', { act: () => markTaken('evt_1', 'payment_intent.succeeded', 'o1') }),
  writeCase('paymentStore.awaitPaymentOf', {
    prepare: stored({ payment: unpaid }),
    act: (row) => payments.awaitPaymentOf(row, 'token', unpaid.dueAt),
  }),
  writeCase('paymentStore.completePaidOrder', {
    prepare: stored({ payment: paid }),
    act: payments.completePaidOrder,
  }),
  writeCase('paymentStore.noteCapture', {
    prepare: stored({ status: 'awaiting_payment', payment: unpaid }),
    act: (row) => payments.noteCapture(row, row.total),
  }),
  writeCase('paymentStore.beginRefund', {
    prepare: stored({ status: 'shipping', payment: paid }),
    act: (row) => payments.beginRefund(row, 'r1', refund),
  }),
  writeCase('paymentStore.noteForeignRefund', {
    prepare: stored({ status: 'shipping', payment: paid }),
    act: (row) => payments.noteForeignRefund(row, 'r1', { ...refund, state: 'succeeded' }),
  }),
  writeCase('paymentStore.settleRefund', {
    when: 'made',
    prepare: withRefund,
    act: (row) => payments.settleRefund(row, 'r1', { state: 'succeeded', refundId: 're_1' }),
  }),
  writeCase('paymentStore.settleRefund', {
    when: 'refused',
    prepare: withRefund,
    act: (row) => payments.settleRefund(row, 'r1', { state: 'failed', refundId: 're_1' }),
  }),
  writeCase('unpaidOrderStore.makeRoomFor', {
    prepare: async () => {
      await stored({ status: 'shipping', payment: paid })();
      await counted(order().orderId, 'b', 'c', 'd', 'e');
    },
    act: () => makeRoomFor(order()),
  }),
]);
