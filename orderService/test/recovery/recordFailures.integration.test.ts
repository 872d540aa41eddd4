import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import {
  changeRow,
  clients,
  enqueued,
  follow,
  issueInvoices,
  paid,
  past,
  placed,
  placedUnpaid,
  requested,
  resetClients,
  row,
  told,
} from '../paidOrders.ts';
import { provider } from '../provider.ts';
import { refuse } from '../workflowRun.ts';

const { log } = await import('@ecommerce/shared/log.ts');
const { endOrder } = await import('../../src/order/orderStore.ts');
const { recordCapture } = await import('../../src/payment/paymentStore.ts');
const { recordFailures } = await import('../../src/recovery/recordFailures.ts');

const fail = async (orderId: string, error: string) => {
  await recordFailures([{ orderId, correlationId: 'request-1' }], error);
  return row(orderId);
};
const failOften = async (orderId: string, error: string, times: number) => {
  for (let time = 0; time < times; time += 1) await fail(orderId, error);
  return row(orderId);
};
const DAY_MS = 24 * 3_600_000;
const since = (orderId: string, milliseconds: number) =>
  changeRow(orderId, { 'stepFailure.since': past(milliseconds) });
const secondsAhead = (at = '') => Math.round((Date.parse(at) - Date.now()) / 1000);
const lines = () => (log.error as jest.MockedFunction<typeof log.error>).mock.calls.map(([line]) => line);

beforeEach(() => {
  for (const level of ['warn', 'error'] as const) jest.spyOn(log, level).mockImplementation(() => undefined);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a failure', () => {
  test('is recorded in the row, and the order is retried after half a minute', async () => {
    const { orderId } = await placedUnpaid();

    const order = await fail(orderId, 'StockBusy');

    expect(order).toMatchObject({
      ...{ status: 'pending', version: 1 },
      stepFailure: { failures: 1, permanentFailures: 0, error: 'StockBusy', since: expect.any(String) },
    });
    expect(secondsAhead(order.nextCheckAt)).toBeLessThanOrEqual(30);
    expect(secondsAhead(order.nextCheckAt)).toBeGreaterThanOrEqual(22);
    expect(lines()).toEqual([]);
  });

  test('after another one waits longer, up to ten minutes', async () => {
    const { orderId } = await placedUnpaid();
    const waits: number[] = [];

    for (let time = 0; time < 8; time += 1) waits.push(secondsAhead((await fail(orderId, 'StockBusy')).nextCheckAt));

    const longest = [30, 60, 120, 240, 480, 600, 600, 600];
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeLessThanOrEqual(longest[index] ?? 0);
      expect(wait).toBeGreaterThanOrEqual(Math.floor((longest[index] ?? 0) * 0.75) - 1);
    }
  });

  test('is forgotten with the next change of the order', async () => {
    const { orderId } = await placedUnpaid();
    await fail(orderId, 'ZodError');

    await follow(orderId);

    expect(await row(orderId)).toMatchObject({ status: 'shipping' });
    expect(await row(orderId)).not.toHaveProperty('stepFailure');
  });

  test('of a closed or missing order is not recorded', async () => {
    const { orderId } = await placedUnpaid();
    await follow(orderId);
    const closed = await row(orderId);

    await expect(fail(orderId, 'ZodError')).resolves.toEqual(closed);
    await expect(fail(crypto.randomUUID(), 'ZodError')).resolves.toBeUndefined();
  });

  test('of several orders is recorded on each', async () => {
    const orders = [await placedUnpaid(), await placedUnpaid()];

    await recordFailures(
      orders.map(({ orderId, correlationId }) => ({ orderId, correlationId })),
      'StockBusy',
    );

    for (const { orderId } of orders) expect(await row(orderId)).toMatchObject({ stepFailure: { failures: 1 } });
  });

  test('of several orders together counts as permanent for none, since any may be at fault', async () => {
    const orders = [await placedUnpaid(), await placedUnpaid()];

    for (let time = 0; time < 6; time += 1) await recordFailures(orders, 'ZodError');

    for (const { orderId } of orders) {
      expect(await row(orderId)).toMatchObject({
        status: 'pending',
        stepFailure: { failures: 6, permanentFailures: 0 },
      });
    }
  });

  test('does not delay notifications: the first one publishes what has happened', async () => {
    const { orderId } = await placedUnpaid();

    await failOften(orderId, 'StockBusy', 2);

    expect(told()).toEqual(['ORDER_CREATED']);
    expect(requested()).toEqual([{ mail: 'received', orderId }]);
    expect(await row(orderId)).toMatchObject({ notified: new Set(['ORDER_CREATED']) });
  });

  test('is recorded even if nothing can be published', async () => {
    const { orderId } = await placedUnpaid();
    clients.sns.on(PublishBatchCommand).rejects(awsError('InternalError'));

    await expect(fail(orderId, 'StockBusy')).resolves.toMatchObject({ stepFailure: { failures: 1 } });
  });

  test('that lasts for ten minutes triggers an alarm', async () => {
    const { orderId } = await placedUnpaid();
    await fail(orderId, 'StockBusy');
    await since(orderId, 11 * 60_000);

    await fail(orderId, 'StockBusy');

    expect(log.error).toHaveBeenCalledWith('order delayed', { orderId, status: 'pending', minutes: 11 });
  });
});

describe('an order that fails permanently', () => {
  test('is not given up before the fifth attempt', async () => {
    const { orderId } = await placedUnpaid();

    await expect(failOften(orderId, 'ZodError', 4)).resolves.toMatchObject({ status: 'pending' });
    expect(lines()).toEqual([]);
  });

  test.each([
    ['pending', () => placedUnpaid()],
    ['pending, to be paid', () => placed()],
    ['completed', () => paid('completed')],
  ])('five times while it is %s is cancelled and enqueued, and triggers an alarm', async (_, make) => {
    const { orderId } = await make();

    const order = await failOften(orderId, 'ZodError', 5);

    expect(order).toMatchObject({ status: 'cancelled', reason: 'could not be processed' });
    expect(enqueued().map((message) => message.orderId)).toEqual([orderId]);
    expect(lines()).toEqual(['order given up']);
  });

  test('gets its stock released and its money refunded, and its customer notified', async () => {
    const order = await paid('completed');
    await failOften(order.orderId, 'ZodError', 5);
    const released: unknown[] = [];

    await follow(order.orderId, { ReleaseStock: (input: { orderId: string }) => released.push(input.orderId) });

    expect(released).toEqual([order.orderId]);
    expect(await provider.ledger(order.payment)).toMatchObject({ captured: order.total, refunded: order.total });
    expect(told()).toEqual(expect.arrayContaining(['ORDER_CREATED', 'ORDER_CANCELLED', 'ORDER_REFUNDED']));
    await issueInvoices();
    expect(await row(order.orderId)).not.toHaveProperty('nextCheckAt');
  });

  test('five times while it ships keeps stock and money, and is stalled', async () => {
    const { orderId } = await paid('shipping');

    const order = await failOften(orderId, 'ZodError', 5);

    expect(order).toMatchObject({
      ...{ status: 'shipping', stalledAt: expect.any(String) },
      stepFailure: { permanentFailures: 5, error: 'ZodError' },
    });
    expect(order).not.toHaveProperty('nextCheckAt');
    expect(lines()).toEqual(['order given up']);
    expect(enqueued()).toEqual([]);
  });

  test('five times after it has ended is stalled, and can be retried by a person', async () => {
    const { orderId, total, payment } = await paid('cancelled');
    await failOften(orderId, 'ZodError', 5);
    expect(await row(orderId)).toMatchObject({ status: 'cancelled', stalledAt: expect.any(String) });

    await changeRow(orderId, { nextCheckAt: past(), sweepShard: orderId.charAt(0) });
    await follow(orderId);

    expect(await provider.ledger(payment)).toMatchObject({ refunded: total });
    await issueInvoices();
    const settled = await row(orderId);
    for (const gone of ['nextCheckAt', 'stepFailure', 'stalledAt']) expect(settled).not.toHaveProperty(gone);
  });

  test('and has changed in the meantime is not given up', async () => {
    const order = await placedUnpaid();
    await failOften(order.orderId, 'ZodError', 4);
    await endOrder(order, 'cancelled', 'cancelled by the customer');

    await expect(fail(order.orderId, 'ZodError')).resolves.toMatchObject({
      ...{ status: 'cancelled', reason: 'cancelled by the customer' },
      stepFailure: { permanentFailures: 1 },
    });
    expect(lines()).toEqual([]);
  });
});

describe('an outage', () => {
  test.each(['ServiceUnavailable', 'StockBusy', 'DomainError', 'States.Timeout'])(
    '(%s) does not end an order within a day, however often it is retried',
    async (error) => {
      const { orderId } = await placedUnpaid();
      await failOften(orderId, error, 7);
      await since(orderId, DAY_MS - 60_000);

      await expect(fail(orderId, error)).resolves.toMatchObject({
        status: 'pending',
        stepFailure: { permanentFailures: 0 },
      });
    },
  );

  test('of a day ends an order', async () => {
    const { orderId } = await placedUnpaid();
    await fail(orderId, 'ServiceUnavailable');
    await since(orderId, DAY_MS);

    await expect(fail(orderId, 'ServiceUnavailable')).resolves.toMatchObject({
      ...{ status: 'cancelled', reason: 'could not be processed' },
    });
    expect(lines()).toEqual(['order given up']);
  });

  test('of a day stalls an order that has ended', async () => {
    const { orderId } = await paid('cancelled');
    await fail(orderId, 'ServiceUnavailable');
    await since(orderId, DAY_MS);

    await expect(fail(orderId, 'ServiceUnavailable')).resolves.toMatchObject({
      ...{ status: 'cancelled', stalledAt: expect.any(String) },
    });
  });
});

describe('in the workflow', () => {
  test('an unavailable payment provider only delays the refund', async () => {
    const order = await paid('cancelled');
    await changeRow(order.orderId, { 'payment.livemode': true }); // as if today's keys were others
    await follow(order.orderId);
    await follow(order.orderId);
    expect(await row(order.orderId)).toMatchObject({
      stepFailure: { failures: 2, permanentFailures: 0, error: 'DomainError' },
    });

    await changeRow(order.orderId, { 'payment.livemode': false });
    await follow(order.orderId);

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
    await issueInvoices();
    expect(await row(order.orderId)).not.toHaveProperty('nextCheckAt');
  });

  test('a refund that the provider rejects is tried five times, then stalls the order', async () => {
    const order = await placed();
    await recordCapture(order, order.total, past()); // the shop believes in money that the provider never had
    await endOrder(order, 'cancelled', 'cancelled by the customer');

    for (let time = 0; time < 7; time += 1) await follow(order.orderId);

    const given = await row(order.orderId);
    expect(given).toMatchObject({
      stalledAt: expect.any(String),
      stepFailure: { permanentFailures: 5, error: 'PaymentNotRefunded' },
    });
    expect(Object.keys(given.payment.refunds)).toHaveLength(5);
    expect(lines().filter((line) => line === 'order given up')).toHaveLength(1);
  });

  test('stock that cannot be released keeps the money, and stalls the order', async () => {
    const order = await paid('cancelled');

    for (let time = 0; time < 5; time += 1) await follow(order.orderId, { ReleaseStock: refuse('ZodError') });

    expect(await row(order.orderId)).toMatchObject({
      stalledAt: expect.any(String),
      stepFailure: { permanentFailures: 5 },
    });
    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 0 });
  });

  test('a reservation that conflicts with others is retried', async () => {
    const { orderId } = await placedUnpaid();
    await follow(orderId, { ReserveStock: () => [{ orderId, outcome: 'busy' }] });
    expect(await row(orderId)).toMatchObject({
      status: 'pending',
      stepFailure: { error: 'StockBusy', permanentFailures: 0 },
    });

    await follow(orderId);

    expect(await row(orderId)).toMatchObject({ status: 'shipping' });
  });

  test('an unavailable topic delays notifications', async () => {
    const { orderId } = await placedUnpaid();
    clients.sns.on(PublishBatchCommand).rejects(awsError('ServiceUnavailable'));
    await follow(orderId);
    expect(await row(orderId)).toMatchObject({ status: 'shipping', stepFailure: { permanentFailures: 0 } });
    resetClients();

    await follow(orderId);

    expect(told()).toEqual(['ORDER_CREATED', 'ORDER_SHIPPING']);
    expect(await row(orderId)).not.toHaveProperty('nextCheckAt');
  });
});
