import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AllOrdersRequest } from '../../src/administration/adminRequests.ts';
import type { Order } from '../../src/order/order.ts';
import type { OrderStatus } from '../../src/order/orderStatus.ts';
import { changeRow, placedUnpaid } from '../paidOrders.ts';
import { ann, fulfilment, order, orderReturn, shoes } from '../samples.ts';

const { listAllOrders } = await import('../../src/administration/listAllOrders.ts');
const { salesSummary } = await import('../../src/administration/salesSummary.ts');
const { changeAddresses } = await import('../../src/addresses/changeAddresses.ts');
const { newPayment } = await import('../../src/order/payment.ts');

const home = { name: 'Zoë  O’Neil', line1: 'Weg 1', postalCode: '10115', city: 'Berlin', country: 'DE' };
const payment = (capturedAmount: number, refundedAmount = 0) => ({
  ...newPayment({ provider: 'test', paymentIntentId: 'pi_1', livemode: false, dueAt: '2026-01-02T03:34:05.678Z' }),
  ...{ capturedAmount, refundedAmount },
});

/** A shop's orders, the latest first: 60 of January, each a minute apart, and seven of March, six of which are of the same time. */
const times = [
  ...['2026-03-05T10:00:00.000Z', ...Array<string>(6).fill('2026-03-01T00:00:00.000Z')],
  ...Array.from({ length: 60 }, (_, index) => new Date(Date.UTC(2026, 0, 31, 23, 59 - index)).toISOString()),
];
const orders: Order[] = [];
const place = async (changes: Partial<Order>) => {
  const orderId = crypto.randomUUID();
  await placedUnpaid({ orderId, updatedAt: changes.createdAt ?? '', ...changes });
  orders.push(order({ orderId, ...changes }));
};

beforeAll(async () => {
  for (const [index, createdAt] of times.entries()) {
    await place({ createdAt, status: index % 3 === 0 ? 'shipping' : 'cancelled', email: `c${index % 2}@example.com` });
  }
  orders.sort((one, other) => (`${one.createdAt}#${one.orderId}` < `${other.createdAt}#${other.orderId}` ? 1 : -1));
});

const idsOf = (some: Pick<Order, 'orderId'>[]) => some.map(({ orderId }) => orderId);
/** Reads all pages. */
const all = async (request: Partial<AllOrdersRequest>) => {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await listAllOrders({ limit: 20, ...request, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(idsOf(page.orders));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
};

describe('all orders', () => {
  test.each([3, 20, 67, 100])('are listed once each, newest first, in pages of %d', async (limit) => {
    const pages = await all({ limit });

    expect(pages.flat()).toEqual(idsOf(orders));
    expect(pages.every((page) => page.length > 0)).toBe(true);
  });

  test.each<[string, Partial<AllOrdersRequest>, (order: Order) => boolean]>([
    ['status', { status: 'shipping' }, ({ status }) => status === 'shipping'],
    ['days', { from: '2026-03-01', to: '2026-03-01' }, ({ createdAt }) => createdAt.startsWith('2026-03-01')],
    ['first day', { from: '2026-02-01' }, ({ createdAt }) => createdAt > '2026-02'],
    ['last day', { to: '2026-01-31', limit: 7 }, ({ createdAt }) => createdAt < '2026-02'],
    ['email address', { q: 'C1@Example.com', limit: 7 }, ({ email }) => email === 'c1@example.com'],
    [
      'email address and status',
      { q: 'c1@example.com', status: 'shipping' },
      (one) => one.email === 'c1@example.com' && one.status === 'shipping',
    ],
    ['fulfilment', { fulfilment: 'delivered' }, () => false],
    ['payment', { payment: 'none' }, () => true],
  ])('are filtered by %s', async (_, request, isMatch) => {
    expect((await all(request)).flat()).toEqual(idsOf(orders.filter(isMatch)));
  });

  test('that need somebody are those left to a person, and those that have not gone on for an hour', async () => {
    const day = '2026-04-01';
    const placeOnDay = async (status: OrderStatus, minutes: number) => {
      const updatedAt = new Date(Date.now() - minutes * 60_000).toISOString();
      return (await placedUnpaid({ createdAt: `${day}T00:00:00.000Z`, status, updatedAt })).orderId;
    };
    const leftToAPerson = [await placeOnDay('shipping', 1), await placeOnDay('cancelled', 61)];
    for (const orderId of leftToAPerson) await changeRow(orderId, { stalledAt: `${day}T01:00:00.000Z` });
    const stalled = [...leftToAPerson, await placeOnDay('pending', 61), await placeOnDay('completed', 61)];
    await placeOnDay('pending', 59);
    await placeOnDay('awaiting_payment', 61);
    await placeOnDay('shipping', 61);

    const found = await all({ stalled: 'true', from: day, to: day });

    expect(found.flat().sort()).toEqual(stalled.sort());
  });

  test('are found by id and by number', async () => {
    const numbered = { number: '2026-000123', createdAt: '2026-02-01T00:00:00.000Z' };
    const { orderId } = await placedUnpaid(numbered);

    expect(await all({ q: orderId.toUpperCase() })).toEqual([[orderId]]);
    expect(await all({ q: '2026-000123' })).toEqual([[orderId]]);
    expect(await all({ q: crypto.randomUUID() })).toEqual([[]]);
    expect(await all({ q: '2026-000124' })).toEqual([[]]);
    expect(await all({ q: orderId, from: '2026-03-01' })).toEqual([[]]);
  });

  test('are found by the beginning of a name, in any spelling, also after it has changed', async () => {
    const { orderId } = await placedUnpaid({ shippingAddress: home, createdAt: '2026-04-01T00:00:00.000Z' });
    const april = { from: '2026-04-01' };

    expect(await all({ q: 'zoe o’n', ...april })).toEqual([[orderId]]);
    await changeAddresses(ann, orderId, { shippingAddress: { ...home, name: 'Ben' } });
    expect(await all({ q: 'Zoë', ...april })).toEqual([[]]);
    expect(await all({ q: '\u309b', ...april })).toEqual([[]]);
    expect(await all({ q: 'BEN', ...april })).toEqual([[orderId]]);
  });

  test.each(['no cursor', Buffer.from('2026').toString('base64url')])('refuse the cursor %j', async (cursor) => {
    await expect(listAllOrders({ limit: 20, cursor })).rejects.toMatchObject({
      data: { issues: [{ path: 'cursor' }] },
    });
  });
});

describe('the summary of some days', () => {
  test('adds up what was ordered, paid, refunded and sold on each of them', async () => {
    const line = order().items[0];
    const socks = { productId: 'socks', productName: 'Socks', unitPrice: 500, quantity: 9 };
    const at = (hour: number) => ({ createdAt: `2026-05-01T0${hour}:00:00.000Z` });
    await placedUnpaid({
      ...at(1),
      status: 'shipping',
      payment: payment(14_997, 4999),
      fulfilments: [fulfilment()],
      returns: [orderReturn({ status: 'received' })],
    });
    await placedUnpaid({ ...at(2), status: 'shipping' });
    await placedUnpaid({ ...at(3), status: 'cancelled', payment: payment(14_997, 14_997) });
    await placedUnpaid({ ...at(4), status: 'awaiting_payment', payment: payment(0), items: [line, socks] as never });
    await placedUnpaid({ createdAt: '2026-05-02T00:00:00.000Z', currency: 'JPY', status: 'shipping' });
    await placedUnpaid({ createdAt: '2026-05-03T00:00:00.000Z' });

    const { days } = await salesSummary({ from: '2026-05-01', to: '2026-05-02' });

    expect(days).toEqual([
      {
        ...{ day: '2026-05-01', currency: 'USD', orders: 4, cancelled: 1, revenue: 449.91, refunds: 199.96 },
        bestSellers: [
          { productId: 'socks', productName: 'Socks', quantity: 9 },
          { productId: shoes.id, productName: 'Shoes', quantity: 8 },
        ],
      },
      {
        ...{ day: '2026-05-02', currency: 'JPY', orders: 1, cancelled: 0, revenue: 14_997, refunds: 0 },
        bestSellers: [{ productId: shoes.id, productName: 'Shoes', quantity: 3 }],
      },
    ]);
  });

  test.each([
    ['more than 31 days', { from: '2026-05-01', to: '2026-06-01' }],
    ['a first day long ago', { from: '2026-05-01' }],
  ])('is refused for %s', async (_, days) => {
    await expect(salesSummary(days)).rejects.toMatchObject({ data: { issues: [{ path: 'from' }] } });
  });

  test('is that of the last seven days by default', async () => {
    await placedUnpaid({ createdAt: new Date(Date.now() - 6 * 24 * 60 * 60 * 1000).toISOString() });
    await placedUnpaid({ createdAt: new Date(Date.now() - 7 * 24 * 60 * 60 * 1000).toISOString() });

    expect((await salesSummary({})).days).toMatchObject([{ orders: 1 }]);
  });

  test('has no days without orders', async () => {
    expect(await salesSummary({ from: '2026-06-01', to: '2026-06-30' })).toEqual({ days: [] });
  });
});
