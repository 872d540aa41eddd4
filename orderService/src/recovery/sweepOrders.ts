import { correlationId } from '@ecommerce/shared/correlation.ts';
import { log } from '@ecommerce/shared/log.ts';
import { type DueOrder, findDueOrders, postponeCheck, SWEEP_SHARDS } from '../order/nextCheckStore.ts';
import { enqueueOrders } from '../order/orderQueue.ts';

/** The most messages in one SendMessageBatch. */
const MESSAGES = 10;

/**
 * Enqueues the orders whose check is due, all partitions in parallel, until none is left or the deadline has passed. The next run
 * continues with the rest, longest overdue first.
 *
 * @param deadline in epoch milliseconds
 * @returns the number of enqueued orders
 * @throws AggregateError at the end, if a partition could not be read or enqueued
 */
export const sweepOrders = async (deadline: number): Promise<number> => {
  const results = await Promise.allSettled(SWEEP_SHARDS.map((shard) => sweepShard(shard, deadline)));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const swept = results.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0);
  if (swept > 0) log.info('orders swept', { swept });
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} partitions were not swept`);
  return swept;
};

const sweepShard = async (shard: string, deadline: number): Promise<number> => {
  let swept = 0;
  let after: Awaited<ReturnType<typeof findDueOrders>>['next'];
  do {
    const { orders, next } = await findDueOrders(shard, after);
    const groups = Array.from({ length: Math.ceil(orders.length / MESSAGES) }, (_, index) =>
      orders.slice(index * MESSAGES, (index + 1) * MESSAGES),
    );
    for (const count of await Promise.all(groups.map(sweep))) swept += count;
    after = next;
  } while (after && Date.now() < deadline);
  return swept;
};

/** Enqueues orders, then postpones their checks. If this function dies in between, an order is enqueued twice instead of too late. */
const sweep = async (orders: DueOrder[]): Promise<number> => {
  const id = correlationId();
  const enqueued = await enqueueOrders(orders.map(({ orderId }) => ({ orderId, correlationId: id })));
  const done = orders.filter(({ orderId }) => enqueued.has(orderId));
  await Promise.all(done.map((order) => postponeCheck(order).catch((error) => notPostponed(order, error))));
  return done.length;
};

const notPostponed = ({ orderId }: DueOrder, error: unknown): void =>
  log.warn('check not postponed: the order is enqueued again', { orderId, error });
