import { describe, expect, test } from '@jest/globals';
import { changeRow, past, placedUnpaid, row } from '../paidOrders.ts';

const { confirmOrder } = await import('../../src/order/orderStore.ts');
const { closeOrder, findDueOrders, postponeCheck, recordNotified, recordStepFailure, stallOrder } = await import(
  '../../src/order/nextCheckStore.ts'
);

const stepFailure = { since: '2026-01-02T03:04:05.678Z', failures: 1, permanentFailures: 1, error: 'Error' };

describe('an order whose check is due', () => {
  test('is found in the partition of its id, longest overdue first, and in no other', async () => {
    const idIn = (shard: string) => `${shard}${crypto.randomUUID().slice(1)}`;
    const orders = await Promise.all(['a', 'a', 'a', 'b'].map((shard) => placedUnpaid({ orderId: idIn(shard) })));
    const [first = '', second = '', , other = ''] = orders.map(({ orderId }) => orderId);
    await changeRow(second, { nextCheckAt: past(1_000) });
    await changeRow(first, { nextCheckAt: past(2_000) });
    await changeRow(other, { nextCheckAt: past(3_000) });

    const { orders: due } = await findDueOrders('a');

    expect(due.map(({ orderId }) => orderId)).toEqual([first, second]);
  });

  test('comes in pages', async () => {
    const ids = Array.from({ length: 103 }, () => `c${crypto.randomUUID().slice(1)}`);
    await Promise.all(ids.map((orderId) => placedUnpaid({ orderId, createdAt: past(3_600_000) })));

    const first = await findDueOrders('c');
    const second = await findDueOrders('c', first.next);

    expect([first.orders.length, second.orders.length, second.next]).toEqual([100, 3, undefined]);
  });

  test('is postponed once by concurrent calls, without a new version', async () => {
    const { orderId, nextCheckAt = '' } = await placedUnpaid({ createdAt: past(3_600_000) });

    const results = await Promise.all(Array.from({ length: 5 }, () => postponeCheck({ orderId, nextCheckAt })));

    expect(results.filter(Boolean)).toHaveLength(1);
    const after = await row(orderId);
    expect(Date.parse(after.nextCheckAt ?? '')).toBeGreaterThan(Date.now() + 290_000);
    expect(after.version).toBe(1);
  });

  test('is not postponed once it is closed', async () => {
    const order = await placedUnpaid();
    await closeOrder(order, []);

    await expect(postponeCheck({ orderId: order.orderId, nextCheckAt: order.nextCheckAt ?? '' })).resolves.toBe(false);
    expect(await row(order.orderId)).not.toHaveProperty('nextCheckAt');
  });
});

describe('an order with nothing left to do', () => {
  test('is closed: without check and stepFailure, with its notified keys, at the same version', async () => {
    const order = await placedUnpaid();
    await recordStepFailure(order, stepFailure, Date.now());
    await recordNotified(order.orderId, ['ORDER_CREATED']);

    await expect(closeOrder(order, ['ORDER_SHIPPING'])).resolves.toBe(true);

    const closed = await row(order.orderId);
    expect(closed).toMatchObject({ version: 1, notified: new Set(['ORDER_CREATED', 'ORDER_SHIPPING']) });
    for (const gone of ['nextCheckAt', 'sweepShard', 'stepFailure']) expect(closed).not.toHaveProperty(gone);
  });

  test('is not closed if it has changed: its row tells what comes next', async () => {
    const order = await placedUnpaid();
    await confirmOrder(order);

    await expect(closeOrder(order, ['ORDER_CREATED'])).resolves.toBe(false);

    const standing = await row(order.orderId);
    expect(standing).toMatchObject({ status: 'shipping', nextCheckAt: expect.any(String) });
    expect(standing).not.toHaveProperty('notified');
  });
});

describe('stepFailure', () => {
  test('moves the next check, without a new version', async () => {
    const order = await placedUnpaid();
    const at = Date.now() + 30_000;

    await expect(recordStepFailure(order, stepFailure, at)).resolves.toBe(true);

    expect(await row(order.orderId)).toMatchObject({
      stepFailure,
      version: 1,
      nextCheckAt: new Date(at).toISOString(),
    });
  });

  test('of an outdated version is neither recorded nor stalls the order', async () => {
    const order = await placedUnpaid();
    await confirmOrder(order);

    await expect(recordStepFailure(order, stepFailure, Date.now())).resolves.toBe(false);
    await expect(stallOrder(order, stepFailure)).resolves.toBe(false);
    expect(await row(order.orderId)).not.toHaveProperty('stepFailure');
  });

  test('that stalls the order removes it from the sweep, and stays in the row', async () => {
    const order = await placedUnpaid();

    await expect(stallOrder(order, stepFailure)).resolves.toBe(true);

    const stalled = await row(order.orderId);
    expect(stalled).toMatchObject({ stepFailure, stalledAt: expect.any(String) });
    expect(stalled).not.toHaveProperty('nextCheckAt');
  });
});
