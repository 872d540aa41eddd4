import './environment.ts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { startTables, testLostResponses, writeCase } from '../../shared/test/lostResponses.ts';
import type { Order } from '../src/order/order.ts';
import type { OrderWithPayment } from '../src/order/orderWithPayment.ts';
import { newPayment } from '../src/order/payment.ts';
import { cart, order, shoes } from './samples.ts';

const tables = {
  Carts: 'customerId',
  Discounts: 'id',
  DiscountUses: 'id',
  Orders: 'orderId',
  OrderKeys: 'id',
  OrderNumbers: 'year',
  Invoices: 'series+sequence',
  Settings: 'id',
  UnpaidOrders: 'customerId',
  Webhooks: 'id',
  WebhookDeliveries: 'lane+id',
};
await startTables(tables);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { clearCart, deleteCart, putLine, removeLine, replaceLines } = await import('../src/cart/cartStore.ts');
const { recordCheckout } = await import('../src/checkout/checkoutStore.ts');
const checks = await import('../src/order/nextCheckStore.ts');
const { claimMail, markMailSent, releaseMail } = await import('../src/order/mailClaimStore.ts');
const store = await import('../src/order/orderStore.ts');
const { recordDocuments } = await import('../src/invoicing/documentStore.ts');
const { assignOrderNumber, takeOrderNumbers } = await import('../src/order/orderNumberStore.ts');
const payments = await import('../src/payment/paymentStore.ts');
const discounts = await import('../src/discounts/discountStore.ts');
const { endOnce } = await import('../src/order/discountUseStore.ts');
const { replaceSettings } = await import('../src/settings/settingsStore.ts');
const { ensureUnpaidLimits, unpaidCounters } = await import('../src/checkout/unpaidOrderStore.ts');
const { replaceWebhooks } = await import('../src/webhooks/webhookStore.ts');
const { makeDue, recordAttempt, recordDelivery, recordReplay } = await import(
  '../src/webhookDelivery/deliveryStore.ts'
);
const { endPause, giveLaneBack, markLane, takeLane } = await import('../src/webhookDelivery/laneStore.ts');
const { newDelivery } = await import('../src/webhookDelivery/delivery.ts');
const { createSecrets } = await import('../src/order/orderKeySecretStore.ts');

const counters = unpaidCounters(order());
const content = { ...cart(), merges: [{ id: 'm', requestHash: 'hash', notMerged: [] }] };

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
    const row = store.newOrderRow(order(changes));
    await dynamodb.send(new PutCommand({ TableName: 'Orders', Item: row }));
    return row as OrderWithPayment;
  };
const ofCart = async () => {
  await dynamodb.send(new PutCommand({ TableName: 'Carts', Item: cart() }));
};
const claimed = async () => {
  await stored({ status: 'shipping' })();
  const claim = await claimMail('shipping', order().orderId, {});
  if (!claim) throw new Error('There is no such order');
  return claim;
};
const counted = async (...orderIds: string[]) => {
  const Item = { customerId: order().customerId, orderIds: new Set(orderIds), units: 3 * orderIds.length };
  await dynamodb.send(new PutCommand({ TableName: 'UnpaidOrders', Item }));
};
const stepFailure = { since: '2026-01-02T05:00:00Z', failures: 1, permanentFailures: 1, error: 'Error' };
const withRefund = async () => {
  const { order: begun } = await payments.recordRefundRequest(
    await stored({ status: 'shipping', payment: paid })(),
    'r1',
    refund,
  );
  return begun;
};

const discount = {
  id: 'd',
  label: 'Sale',
  percent: 10,
  combinable: false,
  currency: 'USD',
  ...{
    usesId: 'u',
    version: 1,
    createdAt: '2026-01-02T03:04:05Z',
    updatedAt: '2026-01-02T03:04:05Z',
    requestHash: 'h',
  },
};
const withUse = async () => {
  await dynamodb.send(new PutCommand({ TableName: 'DiscountUses', Item: { id: 'u', uses: 1 } }));
  return stored({ discountUses: ['u'] })();
};

const delivery = newDelivery(
  'w',
  {
    type: 'ORDER_CREATED',
    id: order().orderId,
    occurredAt: '2026-01-02T03:04:05Z',
    data: { orderId: order().orderId },
  },
  new Date('2026-01-02T03:04:05Z'),
);
const attempt = { at: '2026-01-02T03:04:06Z', ms: 1, status: 500 };
const takenLane = async () => {
  const lane = await takeLane('w/0');
  if (!lane) throw new Error('The lane was not taken');
  return lane;
};

testLostResponses('orderService/src', dynamodb, tables, [
  writeCase('webhookStore.replaceWebhooks', { act: () => replaceWebhooks({ version: 0, webhooks: [] }) }),
  writeCase('deliveryStore.recordDelivery', { act: () => recordDelivery(delivery) }),
  writeCase('deliveryStore.recordReplay', { act: () => recordReplay(delivery, 'run') }),
  writeCase('deliveryStore.recordAttempt', {
    when: 'it is delivered',
    prepare: () => recordDelivery(delivery),
    act: () => recordAttempt(delivery, attempt, { status: 'delivered' }),
  }),
  writeCase('deliveryStore.recordAttempt', {
    when: 'it is attempted again',
    prepare: () => recordDelivery(delivery),
    act: () => recordAttempt(delivery, attempt, { status: 'pending', nextAttemptAt: '2026-01-02T03:05:06Z' }),
  }),
  writeCase('deliveryStore.makeDue', {
    prepare: () => recordDelivery(delivery),
    act: () => makeDue(delivery),
  }),
  writeCase('laneStore.markLane', { act: () => markLane('w/0') }),
  writeCase('laneStore.takeLane', { when: 'nobody has it', act: () => takeLane('w/0') }),
  writeCase('laneStore.takeLane', { when: 'another call has it', prepare: takenLane, act: () => takeLane('w/0') }),
  writeCase('laneStore.giveLaneBack', {
    when: 'nothing has come',
    prepare: takenLane,
    act: (lane) => giveLaneBack(lane, { failures: 2, nextAttemptAt: '2026-01-02T03:05:06Z' }, false),
  }),
  writeCase('laneStore.giveLaneBack', {
    when: 'something has come',
    prepare: async () => {
      const lane = await takenLane();
      await takeLane('w/0');
      return lane;
    },
    act: (lane) => giveLaneBack(lane, { failures: 2 }, false),
  }),
  writeCase('laneStore.endPause', { act: () => endPause('w/0') }),
  writeCase('orderKeySecretStore.createSecrets', { act: () => createSecrets('a secret') }),
  writeCase('discountStore.createDiscount', { act: () => discounts.createDiscount(discount) }),
  writeCase('discountStore.replaceDiscount', {
    prepare: () => discounts.createDiscount(discount),
    act: () => discounts.replaceDiscount({ ...discount, version: 2, percent: 20 }),
  }),
  writeCase('discountStore.deleteDiscount', {
    prepare: () => discounts.createDiscount(discount),
    act: () => discounts.deleteDiscount('d'),
  }),
  writeCase('settingsStore.replaceSettings', {
    when: 'the first',
    act: () => replaceSettings('shop', { name: 'Shoes' }, {}),
  }),
  writeCase('settingsStore.replaceSettings', {
    when: 'a later one',
    prepare: () => replaceSettings('shop', { name: 'Shoes' }, {}),
    act: () => replaceSettings('shop', { name: 'Hats' }, { version: 1 }),
  }),
  writeCase('discountUseStore.endOnce', {
    prepare: withUse,
    act: ({ orderId }) =>
      endOnce({
        TableName: 'Orders',
        Key: { orderId },
        UpdateExpression: 'SET reason = :reason REMOVE stalledAt',
        ConditionExpression: 'attribute_exists(orderId)',
        ExpressionAttributeValues: { ':reason': 'not paid in time' },
      }),
  }),
  writeCase('orderStore.endOrder', {
    when: 'its use of a limited discount comes back',
    prepare: withUse,
    act: (order) => store.endOrder(order, 'cancelled', 'cancelled by the customer'),
  }),
  writeCase('checkoutStore.recordCheckout', {
    when: 'with a limited discount',
    act: () => recordCheckout(order({ discountUses: ['u'] }), { uses: [{ counter: 'u', max: 1 }], counters }),
  }),
  writeCase('cartStore.replaceLines', { when: 'of no cart', act: () => replaceLines('ann', undefined, content) }),
  writeCase('cartStore.replaceLines', {
    when: 'of a cart',
    prepare: ofCart,
    act: () => replaceLines(cart().customerId, cart(), content),
  }),
  writeCase('orderStore.requestErasure', {
    prepare: stored({ status: 'shipping' }),
    act: ({ orderId }) => store.requestErasure(orderId, new Date('2026-02-01T00:00:00Z')),
  }),
  writeCase('nextCheckStore.eraseOrder', {
    prepare: stored({ status: 'shipping' }),
    act: (row) => checks.eraseOrder({ ...row, version: 1 }, new Date('2026-02-01T00:00:00Z')),
  }),
  writeCase('cartStore.deleteCart', { prepare: ofCart, act: () => deleteCart('ann') }),
  writeCase('cartStore.putLine', {
    when: 'the first of a cart',
    act: () => putLine('ann', { product: shoes, quantity: 2, mode: 'add' }),
  }),
  writeCase('cartStore.putLine', {
    when: 'more of a product',
    prepare: ofCart,
    act: () => putLine('ann', { product: shoes, quantity: 2, mode: 'add' }),
  }),
  writeCase('cartStore.putLine', {
    when: 'so many of a product',
    prepare: ofCart,
    act: () => putLine('ann', { product: shoes, quantity: 2, mode: 'set' }),
  }),
  writeCase('cartStore.removeLine', { prepare: ofCart, act: () => removeLine('ann', shoes.id) }),
  writeCase('cartStore.clearCart', { prepare: ofCart, act: () => clearCart('ann') }),
  writeCase('checkoutStore.recordCheckout', {
    prepare: ofCart,
    act: () => recordCheckout(order(), { cart: cart(), counters }),
  }),
  writeCase('checkoutStore.recordCheckout', {
    when: 'of a cart, to be paid',
    prepare: ofCart,
    act: () => recordCheckout(order({ payment: unpaid }), { cart: cart(), counters }),
  }),
  writeCase('checkoutStore.recordCheckout', {
    when: 'of named products, to be paid, the last that may wait',
    prepare: () => counted('a', 'b', 'c', 'd'),
    act: () => recordCheckout(order({ payment: unpaid }), { counters }),
  }),
  writeCase('nextCheckStore.postponeCheck', {
    prepare: stored(),
    act: ({ orderId, nextCheckAt = '' }) => checks.postponeCheck({ orderId, nextCheckAt }),
  }),
  writeCase('nextCheckStore.scheduleCheck', {
    prepare: stored(),
    act: (row) => checks.scheduleCheck(row, Date.parse('2026-03-01T00:00:00Z')),
  }),
  writeCase('nextCheckStore.recordStepFailure', {
    prepare: stored(),
    act: (row) => checks.recordStepFailure(row, stepFailure, Date.parse('2026-03-01T00:00:00Z')),
  }),
  writeCase('nextCheckStore.stallOrder', { prepare: stored(), act: (row) => checks.stallOrder(row, stepFailure) }),
  writeCase('nextCheckStore.recordNotified', {
    prepare: stored(),
    act: ({ orderId }) => checks.recordNotified(orderId, ['ORDER_CREATED']),
  }),
  writeCase('nextCheckStore.closeOrder', {
    prepare: stored({ status: 'shipping' }),
    act: (row) => checks.closeOrder(row, ['ORDER_CREATED']),
  }),
  writeCase('nextCheckStore.closeOrder', {
    when: 'with nothing told',
    prepare: stored({ status: 'shipping' }),
    act: (row) => checks.closeOrder(row, []),
  }),
  writeCase('orderStore.recordOrder', { act: () => store.recordOrder(order()) }),
  writeCase('orderStore.recordOrder', {
    when: 'with a payment',
    act: () => store.recordOrder(order({ payment: unpaid })),
  }),
  writeCase('orderStore.changeOrder', {
    prepare: stored(),
    act: (row) =>
      store.changeOrder(row, { set: { email: 'b@example.com' }, condition: 'attribute_exists(email)', values: {} }),
  }),
  writeCase('documentStore.recordDocuments', {
    prepare: stored({ status: 'shipping', payment: paid }),
    act: (order) =>
      recordDocuments([{ order, due: [{ kind: 'invoice', amount: order.total }], closes: true }], { name: 'Shoes' }),
  }),
  writeCase('documentStore.recordDocuments', {
    when: 'after a refund, beside an invoice',
    prepare: async () => {
      const invoice = { kind: 'invoice' as const, number: 'INV-1', issuedAt: '2026-01-02T05:00:00Z', amount: 100 };
      return stored({ status: 'shipping', payment: paid, documents: [invoice] })();
    },
    act: (order) =>
      recordDocuments([{ order, due: [{ kind: 'creditNote', amount: 100, refundKey: 'r1' }], closes: false }], {
        name: 'Shoes',
      }),
  }),
  writeCase('orderNumberStore.takeOrderNumbers', { act: async () => (await takeOrderNumbers('2026', 3)).join() }),
  writeCase('orderNumberStore.assignOrderNumber', { prepare: stored(), act: assignOrderNumber }),
  writeCase('orderStore.confirmOrder', { prepare: stored(), act: (row) => store.confirmOrder(row) }),
  writeCase('orderStore.endOrder', {
    prepare: stored(),
    act: (row) => store.endOrder(row, 'rejected', 'out of stock'),
  }),
  writeCase('orderStore.endOrder', {
    when: 'back from shipping',
    prepare: stored({ status: 'shipping' }),
    act: (row) => store.endOrder(row, 'cancelled', 'cancelled by the shop'),
  }),
  writeCase('mailClaimStore.claimMail', {
    prepare: stored({ status: 'shipping' }),
    act: ({ orderId }) => claimMail('shipping', orderId, { status: 'shipping' }),
  }),
  writeCase('mailClaimStore.markMailSent', { prepare: claimed, act: markMailSent }),
  writeCase('mailClaimStore.releaseMail', { prepare: claimed, act: releaseMail }),
  writeCase('paymentStore.markAwaitingPayment', {
    prepare: stored({ payment: unpaid }),
    act: (row) => payments.markAwaitingPayment(row),
  }),
  writeCase('paymentStore.completePaidOrder', {
    prepare: stored({ payment: paid }),
    act: payments.completePaidOrder,
  }),
  writeCase('paymentStore.recordCapture', {
    prepare: stored({ status: 'awaiting_payment', payment: unpaid }),
    act: (row) => payments.recordCapture(row, row.total, '2026-01-02T03:10:00Z'),
  }),
  writeCase('paymentStore.recordRefundRequest', {
    prepare: stored({ status: 'shipping', payment: paid }),
    act: (row) => payments.recordRefundRequest(row, 'r1', refund),
  }),
  writeCase('paymentStore.recordExternalRefund', {
    prepare: stored({ status: 'shipping', payment: paid }),
    act: (row) => payments.recordExternalRefund(row, 'r1', { ...refund, state: 'succeeded' }),
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
  writeCase('unpaidOrderStore.ensureUnpaidLimits', {
    prepare: async () => {
      await stored({ status: 'shipping', payment: paid })();
      await counted(order().orderId, 'b', 'c', 'd', 'e');
    },
    act: () => ensureUnpaidLimits(counters, order()),
  }),
]);
