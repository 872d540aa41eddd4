import type { OrderEvent, OrderEventType } from '@ecommerce/shared/events/orderEvents.ts';
import { describe, expect, test } from '@jest/globals';
import { brokenMoneyInvariants, type MoneyFacts, type PaidRow } from './moneyInvariants.ts';

const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const [SHIPPED, CANCELLED, REJECTED, RETURNED] = [idOf(1), idOf(2), idOf(3), idOf(4)];

const AT = '2026-01-01T00:00:00.000Z';

const row = (orderId: string, status: string, payment: Partial<PaidRow['payment']> = {}): PaidRow => ({
  ...{
    number: `2026-${orderId.slice(-6)}`,
    createdAt: AT,
    ...(status === 'shipping' ? { shippedAt: AT } : { endedAt: AT }),
  },
  ...{ orderId, status, customerId: 'ann', currency: 'EUR', total: 500, email: 'ann@example.com', mails: {} },
  items: [
    { productId: 'hat', quantity: 1, unitPrice: 100 },
    { productId: 'bag', quantity: 2, unitPrice: 200 },
  ],
  payment: { paymentIntentId: `pi_${orderId}`, capturedAmount: 0, refundedAmount: 0, refunds: {}, ...payment },
});

/** The invoice of an order, or the credit note of one of its refunds. */
const document = (kind: 'invoice' | 'creditNote', sequence: number, amount: number, refundKey?: string) => ({
  ...{
    kind,
    amount,
    issuedAt: AT,
    number: `${kind === 'invoice' ? 'INV' : 'CN'}-2026-${String(sequence).padStart(6, '0')}`,
  },
  ...(refundKey === undefined ? {} : { refundKey }),
});

/** The rows of documents of orders. */
const invoicesOf = (orders: PaidRow[]) =>
  orders.flatMap(({ orderId, documents = [] }) =>
    documents.map((one) => ({
      ...{ ...one, orderId, series: `${one.kind}/2026`, sequence: one.number.slice(-6).padStart(10, '0') },
    })),
  );

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
const goodFacts = (): MoneyFacts => {
  const orders = [
    {
      ...row(SHIPPED, 'shipping', {
        ...{ paidAt: AT, capturedAmount: 500, refundedAmount: 120 },
        refunds: { one: { amount: 120, state: 'succeeded' }, two: { amount: 70, state: 'failed' } },
      }),
      documents: [document('invoice', 1, 500), document('creditNote', 1, 120, 'one')],
    },
    row(CANCELLED, 'cancelled'),
    row(REJECTED, 'rejected'),
    {
      ...row(RETURNED, 'cancelled', {
        ...{ paidAt: AT, capturedAmount: 500, refundedAmount: 500 },
        refunds: { return: { amount: 500, state: 'succeeded' } },
      }),
      documents: [document('invoice', 2, 500), document('creditNote', 2, 500, 'return')],
    },
  ];
  return { ...factsOf(orders), ...goodOthers() };
};

/** What follows from rows alone. */
const factsOf = (orders: PaidRow[]) => ({
  orders,
  accepted: orders.map(({ orderId }) => orderId),
  invoices: invoicesOf(orders),
  orderNumbers: [{ year: '2026', lastNumber: 9 }],
  ...{ discounts: [], discountUses: [], waiting: { OrderQueue: 0, NotificationQueue: 0 } },
});

const goodOthers = () => ({
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
});

/**
 * An order of a hat and two bags with a discount, shipping and taxes, as all should be: it left in two parcels, a bag of the second came back
 * into stock and was refunded. Its code is limited to three uses.
 */
const pricedFacts = (): MoneyFacts => {
  const shipping = { price: 490, discount: 0, tax: 93, total: 583, taxParts: [93] };
  const priced: PaidRow = {
    ...row(SHIPPED, 'shipping', {
      ...{ paidAt: AT, capturedAmount: 1118, refundedAmount: 214 },
      refunds: { back: { amount: 214, state: 'succeeded' } },
    }),
    total: 1118,
    items: [
      { ...{ productId: 'hat', quantity: 1, unitPrice: 100 }, discount: 10, tax: 17, total: 107, taxParts: [17] },
      { ...{ productId: 'bag', quantity: 2, unitPrice: 200 }, discount: 40, tax: 68, total: 428, taxParts: [68] },
    ],
    price: {
      ...{ subtotal: 500, discounts: [{ discountId: 'ten', amount: 50 }], shipping },
      taxes: [{ amount: 178, included: false }],
    },
    fulfilments: [
      {
        ...{ id: 'first', deliveredAt: AT },
        items: [
          { productId: 'hat', quantity: 1 },
          { productId: 'bag', quantity: 1 },
        ],
      },
      { id: 'second', deliveredAt: AT, items: [{ productId: 'bag', quantity: 1 }] },
    ],
    returns: [
      {
        ...{ id: 'back', status: 'received', decidedAt: AT, receivedAt: AT, restock: true, refund: 214 },
        items: [{ productId: 'bag', quantity: 1 }],
      },
    ],
    discountUses: ['uses'],
    documents: [document('invoice', 1, 1118), document('creditNote', 1, 214, 'back')],
  };
  return {
    ...factsOf([priced]),
    discounts: [{ id: 'ten', code: 'TEN', usesId: 'uses', maxUses: 3 }],
    discountUses: [{ id: 'uses', uses: 1 }],
    stockAtStart: new Map([
      ['hat', 10],
      ['bag', 2],
    ]),
    stock: [
      { variantId: 'hat', available: 9 },
      { variantId: 'bag', available: 1 },
    ],
    reservations: [
      { orderId: SHIPPED, status: 'reserved', items: priced.items },
      { orderId: 'back', returnOf: SHIPPED, status: 'returned', items: [{ productId: 'bag', quantity: 1 }] },
    ],
    ...{ carts: [], cartUses: [], events: undefined },
    ledger: [{ ...entry(SHIPPED, 'succeeded', 1118, 214), amount: 1118, declines: 0 }],
    mails: [
      mail(SHIPPED, `We received your order ${SHIPPED}`),
      mail(SHIPPED, `Your payment has arrived: order ${SHIPPED}`),
      mail(SHIPPED, 'Shoes now shipping'),
      mail(SHIPPED, `A parcel with your order ${SHIPPED}`),
      mail(SHIPPED, `A parcel with your order ${SHIPPED}`),
      mail(SHIPPED, `You may return ${SHIPPED}`),
      mail(SHIPPED, `Your return has arrived ${SHIPPED}`),
      mail(SHIPPED, `Your refund for order ${SHIPPED}`),
    ],
  };
};

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
  expect(brokenMoneyInvariants(pricedFacts())).toEqual([]);
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

/** The first of what a test knows to be there. */
const first = <Entry>(entries: Entry[] | undefined): Entry => {
  const [entry] = entries ?? [];
  if (entry === undefined) throw new Error('there is none');
  return entry;
};

describe('a violation of prices, parcels, returns, discounts or documents is found:', () => {
  test.each<[string, (facts: MoneyFacts, order: PaidRow) => unknown, RegExp]>([
    [
      'a total that is not made of its parts',
      (_, { price }) => Object.assign(price ?? {}, { taxes: [] }),
      /make 940, the total is 1118/,
    ],
    [
      'lines that cost something else',
      (_, { items }) => (first(items).total = 106),
      /not the sum of what its parts cost/,
    ],
    ['a subtotal of other lines', (_, { price }) => Object.assign(price ?? {}, { subtotal: 499 }), /the subtotal 499/],
    [
      'a discount that no line has',
      (_, { items }) => Object.assign(first(items), { discount: 9 }),
      /not what its parts have off/,
    ],
    [
      'a tax that is none of a line',
      (_, { items }) => Object.assign(first(items), { taxParts: [16] }),
      /a tax is not the sum/,
    ],
    ['a negative amount', (_, { items }) => (first(items).total = -107), /negative or no integer/],
    [
      'a parcel with more than was ordered',
      (_, { fulfilments }) => Object.assign(first(fulfilments), { items: [{ productId: 'hat', quantity: 2 }] }),
      /of 1 units 2 left/,
    ],
    [
      'a return of what was not delivered',
      (_, { fulfilments }) => delete fulfilments?.[1]?.deliveredAt && delete first(fulfilments).deliveredAt,
      /0 were delivered and 1 came back/,
    ],
    [
      'a parcel of an order that was cancelled',
      (_, order) => (order.status = 'cancelled'),
      /is cancelled and has a parcel/,
    ],
    ['an order that shipped unpaid', (_, { payment }) => delete payment.paidAt, /shipped before it was paid/],
    [
      'a return that nobody decided',
      (_, { returns }) => delete first(returns).decidedAt,
      /received without a decision/,
    ],
    ['an order that ships unconfirmed', (_, order) => delete order.shippedAt, /never confirmed/],
    ['an end of an order that has not ended', (_, order) => (order.endedAt = AT), /has not ended and has an end/],
    ['a return that was not restocked', (facts) => facts.reservations.pop(), /1 returns to restock, 0 restocked/],
    [
      'a return that was restocked twice',
      (facts) => facts.reservations.push({ ...first(facts.reservations.slice(1)), orderId: 'again' }),
      /1 returns to restock, 2 restocked/,
    ],
    [
      'stock that came back without its return',
      (facts) => (first(facts.stock.slice(1)).available = 2),
      /bag: 2 at the start, 2 now, 2 taken, 1 returned/,
    ],
    [
      'a refund that is not what the unit cost',
      (facts, { payment, returns }) => {
        Object.assign(payment, { refundedAmount: 213, refunds: { back: { amount: 213, state: 'succeeded' } } });
        Object.assign(first(returns), { refund: 213 });
        first(facts.ledger).refunded = 213;
      },
      /keeps 905, .* come to 904\n.*213 refunded for returned units that cost 214/s,
    ],
    [
      'a refund of a return that differs from its record',
      (_, { returns }) => Object.assign(first(returns), { refund: 200 }),
      /a return of 200 refunded 214/,
    ],
    [
      'a use too many',
      (facts) => (first(facts.discountUses).uses = 2),
      /counts 2 uses of at most 3, and 1 orders stand/,
    ],
    ['more uses than the limit', (facts) => (first(facts.discounts).maxUses = 0), /counts 1 uses of at most 0/],
    [
      'a use that nobody counts',
      (facts, order) => {
        order.discountUses = [];
        facts.discountUses = [];
      },
      /counts as 0 uses/,
    ],
    ['an order without a number', (_, order) => delete order.number, /has no number/],
    ['a number that was not taken', (facts) => (first(facts.orderNumbers).lastNumber = 0), /was not taken/],
    ['two orders with one number', (facts, order) => facts.orders.push({ ...order }), /2 orders have the number/],
    [
      'a gap between invoices',
      (facts) => (first(facts.invoices).sequence = '0000000002'),
      /invoice\/2026 has a gap before INV-2026-000001/,
    ],
    [
      'a number at another place',
      (facts) => (first(facts.invoices).number = 'INV-2026-000003'),
      /names INV-2026-000003 at 0000000001/,
    ],
    [
      'documents in the wrong order',
      (facts) =>
        facts.invoices.push({
          ...first(facts.invoices),
          sequence: '0000000002',
          number: 'INV-2026-000002',
          issuedAt: '2025',
        }),
      /goes back in time/,
    ],
    [
      'a document that the order does not know',
      (facts) => (first(facts.invoices).amount = 1),
      /other documents than were issued/,
    ],
    ['a payment without an invoice', (_, { documents }) => documents?.shift(), /lacks its invoice of 1118/],
    ['a refund without a credit note', (_, { documents }) => documents?.pop(), /lacks its creditNote of 214 for back/],
    ['a second invoice', (_, { documents }) => documents?.push(document('invoice', 2, 1118)), /1 documents too many/],
  ])('%s', (_, spoil, problem) => {
    const facts = pricedFacts();

    spoil(facts, first(facts.orders));

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
