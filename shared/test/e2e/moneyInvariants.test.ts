import type { OrderEvent, OrderEventType } from '@ecommerce/shared/events/orderEvents.ts';
import { describe, expect, test } from '@jest/globals';
import { brokenMoneyInvariants, type MoneyFacts, type PaidRow } from './moneyInvariants.ts';

const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const [SHIPPED, CANCELLED, REJECTED, RETURNED] = [idOf(1), idOf(2), idOf(3), idOf(4)];

const row = (orderId: string, status: string, payment: Partial<PaidRow['payment']> = {}): PaidRow => ({
  ...{ orderId, status, customerId: 'ann', currency: 'EUR', total: 500, email: 'ann@example.com', mails: {} },
  items: [
    { productId: 'hat', quantity: 1, unitPrice: 100 },
    { productId: 'bag', quantity: 2, unitPrice: 200 },
  ],
  payment: { paymentIntentId: `pi_${orderId}`, capturedAmount: 0, refundedAmount: 0, refunds: {}, ...payment },
});

const entry = (orderId: string, status: string, captured = 0, refunded = 0) => ({
  ...{ paymentIntent: `pi_${orderId}`, orderId, amount: 500, currency: 'eur', status, captured, refunded },
  ...{ captures: Number(captured > 0), declines: 1, metadata: {} },
});

const event = (orderId: string, type: OrderEventType, details: object = {}, occurrence = '') =>
  ({
    ...{
      type,
      id: `${orderId} ${type} ${occurrence}`,
      version: 1,
      occurredAt: '2026-01-01T00:00:00Z',
      correlationId: 'c',
    },
    data: { orderId, customerId: 'ann', items: [], total: 500, currency: 'EUR', ...details },
  }) as unknown as OrderEvent;

const mail = (orderId: string, subject: string) => ({
  subject,
  destination: { to: ['ann@example.com'] },
  body: { text: `Hello,\n\nso it is.\n\nOrder: ${orderId}\n` },
});

/**
 * Four orders of one hat and two bags, as all should be: one ships and was refunded in part after a declined card, one was never paid, one was
 * out of stock, one was cancelled when it was paid.
 */
const goodFacts = (): MoneyFacts => ({
  accepted: [SHIPPED, CANCELLED, REJECTED, RETURNED],
  orders: [
    row(SHIPPED, 'shipping', {
      ...{ capturedAmount: 500, refundedAmount: 120 },
      refunds: { one: { amount: 120, state: 'succeeded' }, two: { amount: 70, state: 'failed' } },
    }),
    row(CANCELLED, 'cancelled'),
    row(REJECTED, 'rejected'),
    row(RETURNED, 'cancelled', {
      ...{ capturedAmount: 500, refundedAmount: 500, refunds: { return: { amount: 500, state: 'succeeded' } } },
    }),
  ],
  stockAtStart: new Map([
    ['hat', 10],
    ['bag', 2],
  ]),
  stock: [
    { variantId: 'hat', available: 9 },
    { variantId: 'bag', available: 0 },
  ],
  reservations: [
    { orderId: SHIPPED, status: 'reserved', items: row(SHIPPED, 'shipping').items },
    { orderId: CANCELLED, status: 'released', items: row(CANCELLED, 'cancelled').items },
  ],
  carts: [{ customerId: 'ann', lines: { hat: 3 }, version: 5 }],
  cartUses: [
    {
      ...{ customerId: 'ann', orders: [SHIPPED, CANCELLED], changes: 3 },
      put: new Map([
        ['hat', 5],
        ['bag', 4],
      ]),
    },
  ],
  ledger: [
    entry(SHIPPED, 'succeeded', 500, 120),
    entry(CANCELLED, 'canceled'),
    entry(REJECTED, 'canceled'),
    entry(RETURNED, 'succeeded', 500, 500),
    entry('of-a-checkout-that-was-refused', 'requires_payment_method'),
  ],
  events: [
    ...[SHIPPED, CANCELLED, REJECTED, RETURNED].map((id) => event(id, 'ORDER_CREATED')),
    event(SHIPPED, 'PAYMENT_FAILED', {}, 'evt_1'),
    event(SHIPPED, 'PAYMENT_COMPLETED', { capturedAmount: 500 }),
    event(SHIPPED, 'PAYMENT_COMPLETED', { capturedAmount: 500 }), // told twice
    event(SHIPPED, 'ORDER_SHIPPING'),
    event(SHIPPED, 'ORDER_REFUNDED', { amount: 120 }, 'one'),
    event(CANCELLED, 'ORDER_CANCELLED'),
    event(REJECTED, 'ORDER_REJECTED'),
    event(RETURNED, 'ORDER_CANCELLED'),
    event(RETURNED, 'ORDER_REFUNDED', { amount: 500 }, 'return'),
  ],
  mails: [
    ...[SHIPPED, CANCELLED, REJECTED, RETURNED].map((id) => mail(id, `We received your order ${id}`)),
    mail(SHIPPED, `Your payment did not go through: order ${SHIPPED}`),
    mail(SHIPPED, `Your payment has arrived: order ${SHIPPED}`),
    mail(SHIPPED, 'Shoes now shipping'),
    mail(SHIPPED, `Your refund for order ${SHIPPED}`),
    mail(CANCELLED, `Your order ${CANCELLED} was cancelled`),
    mail(REJECTED, `We could not accept your order ${REJECTED}`),
    mail(RETURNED, `Your order ${RETURNED} was cancelled`),
    mail(RETURNED, `Your refund for order ${RETURNED}`),
    mail(idOf(9), 'Shoes now shipping'), // another test's
  ],
  waiting: { OrderQueue: 0, NotificationQueue: 0 },
});

const orderIn = (facts: MoneyFacts, id: string): PaidRow => {
  const found = facts.orders.find(({ orderId }) => orderId === id);
  if (!found) throw new Error(`no order ${id}`);
  return found;
};
const entryIn = (facts: MoneyFacts, id: string) => {
  const found = facts.ledger.find(({ orderId }) => orderId === id);
  if (!found) throw new Error(`no payment of ${id}`);
  return found;
};
const without = (facts: MoneyFacts, id: string, type: OrderEventType) => {
  facts.events = facts.events?.filter((one) => one.data.orderId !== id || one.type !== type);
};
const withoutMail = (facts: MoneyFacts, subject: RegExp) => {
  const at = facts.mails.findIndex((one) => subject.test(one.subject));
  facts.mails.splice(at, 1);
};

test('a correct set of rows, ledger and emails has no violations', () => {
  expect(brokenMoneyInvariants(goodFacts())).toEqual([]);
});

describe('a violation is found:', () => {
  test.each<[string, (facts: MoneyFacts) => unknown, RegExp]>([
    [
      'an accepted order that does not exist',
      (facts) => facts.accepted.push(idOf(7)),
      /7 was accepted and does not exist/,
    ],
    ['one id for two checkouts', (facts) => facts.accepted.push(SHIPPED), /accepted twice/],
    [
      'an order that has not ended',
      (facts) => (orderIn(facts, CANCELLED).status = 'awaiting_payment'),
      /is still awaiting_payment/,
    ],
    [
      'an order that is not closed',
      (facts) => Object.assign(facts.orders[0] ?? {}, { nextCheckAt: '2026-01-01T00:00:00.000Z' }),
      /is not closed/,
    ],
    ['a message that waits', (facts) => (facts.waiting.OrderQueue = 2), /2 messages in OrderQueue/],
    ['a total that is not the sum', (facts) => (orderIn(facts, SHIPPED).total = 501), /not the sum of its items/],
    [
      'money kept of no order',
      (facts) => (entryIn(facts, 'of-a-checkout-that-was-refused').captured = 500),
      /keeps 880, .* come to 380/,
    ],
    [
      'a payment without an order',
      (facts) => (entryIn(facts, 'of-a-checkout-that-was-refused').captured = 500),
      /captured and has no order/,
    ],
    ['an order with two payments', (facts) => facts.ledger.push(entry(SHIPPED, 'canceled')), /has 2 payments/],
    ['an order without a payment', (facts) => facts.ledger.splice(0, 1), /has 0 payments/],
    [
      'another payment than the provider’s',
      (facts) => (entryIn(facts, SHIPPED).paymentIntent = 'pi_other'),
      /not the provider’s/,
    ],
    ['another amount', (facts) => (entryIn(facts, CANCELLED).amount = 499), /another amount or currency/],
    ['another currency', (facts) => (entryIn(facts, CANCELLED).currency = 'usd'), /another amount or currency/],
    ['two captures', (facts) => (entryIn(facts, SHIPPED).captures = 2), /captured 2 times/],
    ['a capture of a part', (facts) => (entryIn(facts, SHIPPED).captured = 499), /captured 499 of 500/],
    [
      'a capture that the row does not know',
      (facts) => (entryIn(facts, RETURNED).captured = 0),
      /row says captured 500, the ledger 0/,
    ],
    [
      'a refund that the row does not know',
      (facts) => (entryIn(facts, SHIPPED).refunded = 121),
      /row says refunded 120, the ledger 121/,
    ],
    [
      'a sum of refunds that is none',
      (facts) => (orderIn(facts, SHIPPED).payment.refunds = {}),
      /refunds come to 0, its sum of refunds is 120/,
    ],
    [
      'a refund without an answer',
      (facts) => (orderIn(facts, RETURNED).payment.refunds = { return: { amount: 500, state: 'requested' } }),
      /never answered/,
    ],
    ['more refunded than captured', (facts) => (entryIn(facts, RETURNED).refunded = 501), /refunded 501 of 500/],
    ['an order that ships unpaid', (facts) => (entryIn(facts, SHIPPED).captured = 0), /shipped without being paid/],
    [
      'money of an order that does not ship',
      (facts) => (entryIn(facts, RETURNED).refunded = 499),
      /neither shipped nor refunded in full/,
    ],
    [
      'a payment that is still open',
      (facts) => (entryIn(facts, CANCELLED).status = 'requires_payment_method'),
      /can still be paid/,
    ],
    [
      'stock that is gone',
      (facts) => facts.stock.splice(0, 1, { variantId: 'hat', available: 8 }),
      /hat: 10 at the start, 8 now, 1 taken/,
    ],
    [
      'stock below nothing',
      (facts) => facts.stock.splice(1, 1, { variantId: 'bag', available: -1 }),
      /bag: 2 at the start, -1 now/,
    ],
    [
      'a cancelled order that holds stock',
      (facts) =>
        facts.reservations.push({ orderId: CANCELLED, status: 'reserved', items: [] }, {
          ...facts.reservations[0],
          orderId: CANCELLED,
        } as never),
      /2 is cancelled, but its stock/,
    ],
    ['an order that ships without stock', (facts) => facts.reservations.splice(0, 1), /1 is shipping, but its stock/],
    [
      'an order that ships other stock than ordered',
      (facts) => facts.reservations[0]?.items.splice(0, 1),
      /1 is shipping, but its stock/,
    ],
    [
      'a cart of which an order took more',
      (facts) => facts.carts.splice(0, 1, { customerId: 'ann', lines: { hat: 4 }, version: 5 }),
      /-1 units of hat/,
    ],
    [
      'a cart that lost something',
      (facts) => facts.carts.splice(0, 1, { customerId: 'ann', lines: {}, version: 5 }),
      /3 units of hat/,
    ],
    [
      'a cart that was emptied twice',
      (facts) => facts.carts.splice(0, 1, { customerId: 'ann', lines: { hat: 3 }, version: 6 }),
      /version 6 after 5 changes/,
    ],
    [
      'an order that nobody was told of',
      (facts) => without(facts, REJECTED, 'ORDER_CREATED'),
      /rejected: 0 × ORDER_CREATED/,
    ],
    [
      'an end that was not told',
      (facts) => without(facts, CANCELLED, 'ORDER_CANCELLED'),
      /cancelled: 0 × ORDER_CANCELLED/,
    ],
    [
      'an end that is not so',
      (facts) => facts.events?.push(event(CANCELLED, 'ORDER_SHIPPING')),
      /cancelled: 1 × ORDER_SHIPPING/,
    ],
    [
      'a payment that was not told',
      (facts) => without(facts, SHIPPED, 'PAYMENT_COMPLETED'),
      /shipping: 0 × PAYMENT_COMPLETED/,
    ],
    [
      'a payment that never was',
      (facts) => facts.events?.push(event(CANCELLED, 'PAYMENT_COMPLETED', { capturedAmount: 0 })),
      /cancelled: 1 × PAYMENT_COMPLETED/,
    ],
    [
      'more failures than declined cards',
      (facts) => facts.events?.push(event(SHIPPED, 'PAYMENT_FAILED', {}, 'evt_2')),
      /2 × PAYMENT_FAILED/,
    ],
    [
      'a refund that was not told',
      (facts) => without(facts, RETURNED, 'ORDER_REFUNDED'),
      /cancelled: 0 × ORDER_REFUNDED/,
    ],
    [
      'an event that tells of another amount',
      (facts) => facts.events?.push(event(SHIPPED, 'PAYMENT_COMPLETED', { capturedAmount: 499 })),
      /other amounts/,
    ],
    ['a mail that never came', (facts) => withoutMail(facts, /received/), /0 mails 'received' instead of 1/],
    [
      'a mail that came twice',
      (facts) => facts.mails.push(mail(RETURNED, `Your refund for order ${RETURNED}`)),
      /2 mails 'refunded' instead of 1/,
    ],
    [
      'a mail that is not so',
      (facts) => facts.mails.push(mail(CANCELLED, 'Shoes now shipping')),
      /1 mails 'shipping' instead of 0/,
    ],
    ['a mail that nobody knows', (facts) => facts.mails.push(mail(SHIPPED, 'You have won')), /unknown kind/],
  ])('%s', (_, spoil, problem) => {
    const facts = goodFacts();

    spoil(facts);

    expect(brokenMoneyInvariants(facts).join('\n')).toMatch(problem);
  });
});

test('without events, the rows tell how many emails there are', () => {
  const facts = { ...goodFacts(), events: undefined };
  const spoilt = { ...goodFacts(), events: undefined };
  withoutMail(spoilt, /has arrived/);

  expect(brokenMoneyInvariants(facts)).toEqual([]);
  expect(brokenMoneyInvariants(spoilt).join()).toMatch(/0 mails 'paid' instead of 1/);
});

test('after a kill, an email may have been sent once more, but not more often', () => {
  const again = mail(SHIPPED, 'Shoes now shipping');
  const twice = { ...goodFacts(), killed: true };
  twice.mails.push(again);
  const thrice = { ...twice, mails: [...twice.mails, again] };

  expect(brokenMoneyInvariants(twice)).toEqual([]);
  expect(brokenMoneyInvariants(thrice)).toHaveLength(1);
});
