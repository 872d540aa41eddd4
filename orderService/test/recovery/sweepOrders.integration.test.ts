import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { changeRow, clients, enqueued, follow, past, placedUnpaid, resetClients, row } from '../paidOrders.ts';

const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { sweepOrders } = await import('../../src/recovery/sweepOrders.ts');

const soon = () => Date.now() + 5_000;
const ids = () => enqueued().map(({ orderId }) => orderId);

/** An order in a partition, whose check is due. */
const due = async (shard: string, milliseconds = 1_000) => {
  const orderId = `${shard}${crypto.randomUUID().slice(1)}`;
  await placedUnpaid({ orderId });
  await changeRow(orderId, { nextCheckAt: past(milliseconds) });
  return orderId;
};
/** Nothing is left to do for them. */
const settle = (orderIds: string[]) => follow(orderIds);

/** From now on the queries of a partition, or the writes to an order, fail. Returns what ends that. */
const failWhere = (isMeant: (input: { Key?: { orderId: string }; shard?: unknown }) => boolean) => {
  const name = 'failWhere';
  dynamodb.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as { Key?: { orderId: string }; ExpressionAttributeValues?: Record<string, unknown> };
      const shard = input.ExpressionAttributeValues?.[':sweepShard'];
      if (isMeant({ ...(input.Key ? { Key: input.Key } : {}), shard })) throw awsError('ThrottlingException');
      return next(args);
    },
    { step: 'initialize', name },
  );
  return () => dynamodb.middlewareStack.remove(name);
};

describe('a sweep', () => {
  test('enqueues the due orders of all partitions, and postpones their checks', async () => {
    const orders = [await due('0'), await due('7'), await due('f')];
    const { orderId: later } = await placedUnpaid();

    await expect(sweepOrders(soon())).resolves.toBe(3);

    expect(ids().toSorted()).toEqual(orders.toSorted());
    for (const orderId of orders) {
      const { nextCheckAt = '', version } = await row(orderId);
      expect(Math.round((Date.parse(nextCheckAt) - Date.now()) / 60_000)).toBe(5);
      expect(version).toBe(1);
    }
    await settle([...orders, later]);
  });

  test('repeated at once enqueues nothing', async () => {
    const orderId = await due('1');
    await sweepOrders(soon());
    resetClients();

    await expect(sweepOrders(soon())).resolves.toBe(0);
    expect(ids()).toEqual([]);
    await settle([orderId]);
  });

  test('handles more orders of one partition than fit in a page, ten per request', async () => {
    const orders = await Promise.all(Array.from({ length: 105 }, () => due('2')));

    await expect(sweepOrders(soon())).resolves.toBe(105);

    expect(new Set(ids())).toEqual(new Set(orders));
    const sizes = clients.sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries?.length);
    expect(sizes.toSorted()).toEqual([...Array.from({ length: 10 }, () => 10), 5].toSorted());
    for (let start = 0; start < 105; start += 50) await settle(orders.slice(start, start + 50));
  });

  test('stops after a page at its deadline; the longest overdue orders are enqueued', async () => {
    const young = await Promise.all(Array.from({ length: 5 }, () => due('3', 1_000)));
    const old = await Promise.all(Array.from({ length: 100 }, () => due('3', 60_000)));

    await expect(sweepOrders(Date.now() - 1)).resolves.toBe(100);

    expect(new Set(ids())).toEqual(new Set(old));
    await settle(young);
    for (let start = 0; start < 100; start += 50) await settle(old.slice(start, start + 50));
  });

  test('finds no order that is closed', async () => {
    const orderId = await due('4');
    await follow(orderId);

    await expect(sweepOrders(soon())).resolves.toBe(0);
  });
});

describe('a failure', () => {
  test('in one partition does not affect the others, and fails the run at its end', async () => {
    const orderId = await due('a');
    const heal = failWhere(({ shard }) => shard === 'b');

    await expect(sweepOrders(soon())).rejects.toThrow('1 partitions were not swept');
    heal();

    expect(ids()).toEqual([orderId]);
    await settle([orderId]);
  });

  test('of the queue leaves the checks unchanged, and fails the run', async () => {
    const orderId = await due('5');
    const { nextCheckAt } = await row(orderId);
    clients.sqs.on(SendMessageBatchCommand).rejects(awsError('ServiceUnavailable'));

    await expect(sweepOrders(soon())).rejects.toThrow('1 partitions were not swept');

    expect((await row(orderId)).nextCheckAt).toBe(nextCheckAt);
    await settle([orderId]);
  });

  test('of the queue for some orders leaves their checks unchanged', async () => {
    const [taken, refused] = [await due('6', 2_000), await due('6')];
    const { nextCheckAt } = await row(refused);
    clients.sqs.on(SendMessageBatchCommand).resolves({
      Successful: [{ Id: taken, MessageId: 'm', MD5OfMessageBody: '' }],
      Failed: [{ Id: refused, Code: 'InternalError', SenderFault: false }],
    });

    await expect(sweepOrders(soon())).resolves.toBe(1);

    expect((await row(refused)).nextCheckAt).toBe(nextCheckAt);
    expect((await row(taken)).nextCheckAt).not.toBe(nextCheckAt);
    await settle([taken, refused]);
  });

  test('to postpone a check is retried, and does not affect others', async () => {
    const [first, second] = [await due('8', 2_000), await due('8')];
    const heal = failWhere(({ Key }) => Key?.orderId === first);

    await expect(sweepOrders(soon())).resolves.toBe(2);
    heal();
    resetClients();
    await expect(sweepOrders(soon())).resolves.toBe(1);

    expect(ids()).toEqual([first]);
    await settle([first, second]);
  });
});
