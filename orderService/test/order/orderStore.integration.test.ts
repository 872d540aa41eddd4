import '../environment.ts';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTable } from '../../../shared/test/tables.ts';
import { CHECK_SECONDS } from '../../src/order/nextStep.ts';
import type { Order } from '../../src/order/order.ts';
import { ORDER_STATUSES, type OrderStatus, TRANSITIONS } from '../../src/order/orderStatus.ts';
import type { StoredOrder } from '../../src/order/orderStore.ts';
import type { OrderWithPayment } from '../../src/order/orderWithPayment.ts';
import { newPayment } from '../../src/order/payment.ts';
import { order } from '../samples.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { changeOrder, confirmOrder, endOrder, listOrders, readOrder, readOrders, recordOrder } = await import(
  '../../src/order/orderStore.ts'
);
const { recordStepFailure, stallOrder } = await import('../../src/order/nextCheckStore.ts');
const { markAwaitingPayment, completePaidOrder, recordCapture } = await import('../../src/payment/paymentStore.ts');

beforeAll(() => createTable('Orders', 'orderId', { byCustomer: 'customerId', byCustomerStatus: 'customerStatus' }));
afterAll(() => server.close());

/** A new order of a new customer in the table. */
const stored = async (changes: Partial<Order> = {}): Promise<Order> => {
  const fresh = order({ orderId: crypto.randomUUID(), customerId: crypto.randomUUID(), ...changes });
  await recordOrder(fresh);
  return fresh;
};
const payment = newPayment({
  ...{ provider: 'test', livemode: false, paymentIntentId: 'pi_1', dueAt: '2026-01-02T03:34:05.678Z' },
});
const captured = { ...payment, capturedAmount: order().total };
const read = async ({ orderId }: Pick<Order, 'orderId'>): Promise<StoredOrder> => {
  const row = await readOrder(orderId);
  if (!row) throw new Error(`There is no order ${orderId}`);
  return row;
};
const untouched = { set: {}, condition: 'attribute_exists(orderId)', values: {} };

describe('a new row', () => {
  test('is read back unchanged, with version 1 and a check after five minutes', async () => {
    const fresh = await stored();

    await expect(readOrder(fresh.orderId)).resolves.toMatchObject({
      ...fresh,
      ...{ version: 1, sweepShard: fresh.orderId.charAt(0) },
      nextCheckAt: new Date(Date.parse(fresh.createdAt) + CHECK_SECONDS * 1000).toISOString(),
    });
  });

  test('never replaces an existing one', async () => {
    const first = await stored();

    await expect(recordOrder({ ...first, currency: 'EUR' })).resolves.toMatchObject(first);
    await expect(readOrder(first.orderId)).resolves.toMatchObject({ currency: 'USD' });
  });

  test('whose response was lost is recognised as written, also with a payment', async () => {
    for (const fresh of [await stored(), await stored({ payment })]) {
      expect(await recordOrder(fresh)).toBe(fresh);
    }
  });

  test('is not confused with an identical request’s, or with one that has changed since', async () => {
    const fresh = await stored();
    const twin = { ...fresh, createdAt: '2026-01-02T03:04:05.679Z' };
    expect(await recordOrder(twin)).not.toBe(twin);

    await confirmOrder(fresh);
    expect(await recordOrder(fresh)).not.toBe(fresh);
  });
});

test('several rows are read at once; missing ones are left out', async () => {
  const rows = await Promise.all(Array.from({ length: 3 }, () => stored()));
  const ids = rows.map(({ orderId }) => orderId);

  const found = await readOrders([...ids, crypto.randomUUID()]);

  expect(found.map(({ orderId }) => orderId).toSorted()).toEqual(ids.toSorted());
});

/** What moves an order to each state, as the workflow and the routes do it. */
const moves: Partial<Record<OrderStatus, (row: StoredOrder) => Promise<unknown>>> = {
  awaiting_payment: (row) => markAwaitingPayment(row),
  completed: (row) =>
    row.status === 'pending'
      ? completePaidOrder(row as OrderWithPayment)
      : recordCapture(row as OrderWithPayment, row.total, '2026-01-02T03:10:00.000Z'),
  shipping: (row) => confirmOrder(row),
  rejected: (row) => endOrder(row, 'rejected', 'out of stock'),
  cancelled: (row) => endOrder(row, 'cancelled', 'cancelled by the shop'),
};
const pairsOf = (targets: readonly OrderStatus[]) =>
  ORDER_STATUSES.flatMap((from) => targets.map((to) => [from, to] as const));

describe('a transition is made only if the table allows it:', () => {
  test.each(pairsOf(['shipping', 'rejected', 'cancelled']))('without payment, %s to %s', async (from, to) => {
    const before = await stored({ status: from });
    const isAllowed = TRANSITIONS.withoutPayment[from].includes(to);

    await moves[to]?.(await read(before));

    expect(await read(before)).toMatchObject({ status: isAllowed ? to : from, version: isAllowed ? 2 : 1 });
  });

  test.each(pairsOf(['awaiting_payment', 'completed', 'shipping', 'rejected', 'cancelled']))(
    'with payment, %s to %s',
    async (from, to) => {
      const isPaid = ['completed', 'shipping'].includes(from) || (from === 'pending' && to === 'completed');
      const before = await stored({ status: from, payment: isPaid ? captured : payment });
      const isAllowed = TRANSITIONS.withPayment[from].includes(to);

      await moves[to]?.(await read(before));

      const after = await read(before);
      expect(after.status).toBe(isAllowed ? to : from);
      expect(after).toMatchObject({ customerStatus: `${before.customerId}#${after.status}` });
    },
  );
});

describe('a transition', () => {
  test('attempted concurrently is made once', async () => {
    const fresh = await stored();

    const results = await Promise.all([
      ...Array.from({ length: 5 }, () => confirmOrder(fresh)),
      ...Array.from({ length: 5 }, () => endOrder(fresh, 'rejected', 'out of stock')),
    ]);

    expect(new Set(results.map(({ status }) => status)).size).toBe(1);
    await expect(read(fresh)).resolves.toMatchObject({ version: 2 });
  });

  test('from shipping to cancelled is not made once a parcel has left', async () => {
    const [fresh, left] = [await stored(), await stored()];
    await confirmOrder(fresh);
    await changeOrder(await confirmOrder(left), { ...untouched, set: { fulfilments: [] } });

    expect(await endOrder(left, 'cancelled', 'cancelled by the shop')).toMatchObject({ status: 'shipping' });
    expect(await endOrder(fresh, 'cancelled', 'cancelled by the shop', { by: 'boss' })).toMatchObject({
      ...{ status: 'cancelled', reason: 'cancelled by the shop', endedBy: 'boss', endedAt: expect.any(String) },
    });
  });

  test('keeps the first reason', async () => {
    const fresh = await stored();
    await endOrder(fresh, 'rejected', 'out of stock');

    expect(await endOrder(fresh, 'rejected', 'could not be processed')).toMatchObject({ reason: 'out of stock' });
  });

  test('of a missing order fails', async () => {
    await expect(confirmOrder(order({ orderId: crypto.randomUUID() }))).rejects.toThrow('There is no order');
  });
});

describe('a change', () => {
  const minutesAhead = ({ nextCheckAt = '' }: StoredOrder) =>
    Math.round((Date.parse(nextCheckAt) - Date.now()) / 60_000);
  const stepFailure = { since: '2026-01-02T03:04:05.678Z', failures: 3, permanentFailures: 1, error: 'Error' };

  test('makes a new version, and forgets failures of the previous step', async () => {
    const fresh = await read(await stored());
    await recordStepFailure(fresh, stepFailure, Date.now() + 60_000);

    const { order: changed } = await changeOrder(fresh, untouched);

    expect(changed.version).toBe(2);
    expect(changed).not.toHaveProperty('stepFailure');
  });

  test('that is not a step of the order keeps its stepFailure', async () => {
    const fresh = await read(await stored());
    await recordStepFailure(fresh, stepFailure, Date.now() + 60_000);

    const { order: changed } = await changeOrder(fresh, { ...untouched, keepsStepFailure: true });

    expect(changed).toMatchObject({ version: 2, stepFailure });
  });

  test('does not move a check that is soon enough', async () => {
    const fresh = await read(await stored({ createdAt: new Date().toISOString() }));

    const { order: changed } = await changeOrder(fresh, untouched);

    expect(changed.nextCheckAt).toBe(fresh.nextCheckAt);
  });

  test('brings a later check forward to five minutes', async () => {
    const fresh = await read(await stored({ createdAt: new Date(Date.now() + 3_600_000).toISOString() }));

    const { order: changed } = await changeOrder(fresh, untouched);

    expect(minutesAhead(changed)).toBe(5);
  });

  test('puts a stalled order back into the sweep', async () => {
    const fresh = await read(await stored());
    await stallOrder(fresh, stepFailure);
    const stalled = await read(fresh);
    expect(stalled).not.toHaveProperty('nextCheckAt');

    const { order: changed } = await changeOrder(stalled, untouched);

    expect(minutesAhead(changed)).toBe(5);
    expect(changed).toMatchObject({ sweepShard: fresh.orderId.charAt(0) });
    expect(changed).not.toHaveProperty('stalledAt');
  });
});

describe('a customer’s list', () => {
  const customer = 'list-customer';
  const ids = ({ items }: { items: Order[] }) => items.map(({ orderId }) => orderId);
  const placed: Order[] = [];

  beforeAll(async () => {
    for (let day = 1; day <= 5; day += 1) {
      const createdAt = `2026-01-0${day}T00:00:00.000Z`;
      placed.unshift(await stored({ customerId: customer, createdAt }));
      await stored({ createdAt });
    }
    for (const shipped of placed.slice(0, 2)) await confirmOrder(shipped);
  });

  test('contains only this customer’s orders, newest first', async () => {
    await expect(listOrders(customer, undefined, { limit: 100 }).then(ids)).resolves.toEqual(
      placed.map(({ orderId }) => orderId),
    );
  });

  test('comes in pages that together are complete', async () => {
    const pages: Order[][] = [];
    let cursor: string | undefined;
    do {
      const page = await listOrders(customer, undefined, { limit: 2, cursor });
      pages.push(page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);

    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(ids({ items: pages.flat() })).toEqual(placed.map(({ orderId }) => orderId));
  });

  test('of one status follows the orders’ transitions', async () => {
    await expect(listOrders(customer, 'shipping', { limit: 100 }).then(ids)).resolves.toEqual(
      ids({ items: placed.slice(0, 2) }),
    );
    await expect(listOrders(customer, 'pending', { limit: 100 }).then(ids)).resolves.toEqual(
      ids({ items: placed.slice(2) }),
    );
    await expect(listOrders(customer, 'rejected', { limit: 100 })).resolves.toEqual({ items: [] });
  });

  test('is not reachable with the cursor of another list', async () => {
    const { nextCursor } = await listOrders(customer, undefined, { limit: 1 });

    const page = await listOrders('somebody-else', undefined, { limit: 100, cursor: nextCursor });

    expect(page.items).toEqual([]);
  });
});
