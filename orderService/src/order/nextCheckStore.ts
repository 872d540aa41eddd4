import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { updateOnce } from '@ecommerce/shared/writeOnce.ts';
import { CUSTOMER_ATTRIBUTES, withoutCustomer } from './erasure.ts';
import { nextCheckKeys, type StepFailure, type StoredOrder } from './orderStore.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/** The partitions of the index `byNextCheckAt`. */
export const SWEEP_SHARDS = [...'0123456789abcdef'];

/** An order that is due for a check, as in the index. */
export type DueOrder = Required<Pick<StoredOrder, 'orderId' | 'nextCheckAt'>>;

/** The position at which a page of due orders ended. */
type Position = Record<string, unknown>;

/**
 * Finds orders of one partition whose check is due, longest overdue first.
 *
 * @param after the position at which the previous page ended
 * @returns up to 100; `next` is absent after the last page
 */
export const findDueOrders = async (
  sweepShard: string,
  after?: Position,
): Promise<{ orders: DueOrder[]; next?: Position }> => {
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      TableName: ORDERS_TABLE,
      IndexName: 'byNextCheckAt',
      KeyConditionExpression: 'sweepShard = :sweepShard AND nextCheckAt <= :now',
      ExpressionAttributeValues: { ':sweepShard': sweepShard, ':now': new Date().toISOString() },
      Limit: 100,
      ...(after ? { ExclusiveStartKey: after } : {}),
    }),
  );
  return { orders: Items as DueOrder[], ...(LastEvaluatedKey ? { next: LastEvaluatedKey } : {}) };
};

/**
 * Postpones an order's next check, unless it was postponed or closed in the meantime.
 * The sweeper calls it after enqueueing the order.
 */
export const postponeCheck = ({ orderId, nextCheckAt }: DueOrder): Promise<boolean> =>
  write(orderId, {
    UpdateExpression: 'SET nextCheckAt = :at',
    ConditionExpression: 'nextCheckAt = :seen',
    ExpressionAttributeValues: { ':at': nextCheckKeys(orderId).nextCheckAt, ':seen': nextCheckAt },
  });

/** A version of an order that may have nothing left to do, or whose step has failed. */
export type OrderVersion = Pick<StoredOrder, 'orderId' | 'version'>;

/**
 * Schedules the next check: nothing has to be done for this version of the order before then.
 *
 * @param at epoch milliseconds
 * @returns whether the order still has this version
 */
export const scheduleCheck = ({ orderId, version }: OrderVersion, at: number): Promise<boolean> =>
  write(orderId, {
    UpdateExpression: 'SET nextCheckAt = :at REMOVE stepFailure',
    ...isVersion(version, { ':at': nextCheckKeys(orderId, at).nextCheckAt }),
  });

/**
 * Records why the order's next step failed, and when it is retried.
 *
 * @param at epoch milliseconds
 * @returns whether the order still has this version
 */
export const recordStepFailure = (
  { orderId, version }: OrderVersion,
  stepFailure: StepFailure,
  at: number,
): Promise<boolean> =>
  write(orderId, {
    UpdateExpression: 'SET stepFailure = :stepFailure, nextCheckAt = :at',
    ...isVersion(version, { ':stepFailure': stepFailure, ':at': nextCheckKeys(orderId, at).nextCheckAt }),
  });

/** Marks an order as stalled: the remaining work is left to a person, and the sweeper ignores the order until something changes it. */
export const stallOrder = ({ orderId, version }: OrderVersion, stepFailure: StepFailure): Promise<boolean> =>
  write(orderId, {
    UpdateExpression: 'SET stalledAt = :now, stepFailure = :stepFailure REMOVE nextCheckAt, sweepShard',
    ...isVersion(version, { ':stepFailure': stepFailure, ':now': new Date().toISOString() }),
  });

/**
 * Records which events were published and their emails requested. The step has succeeded, so its earlier failures are forgotten.
 *
 * @param keys at least one
 * @returns the current order
 */
export const recordNotified = async (orderId: string, keys: string[]): Promise<StoredOrder> => {
  const { row } = await updateOnce({
    TableName: ORDERS_TABLE,
    Key: { orderId },
    UpdateExpression: 'ADD notified :keys REMOVE stepFailure',
    ConditionExpression: 'attribute_exists(orderId)',
    ExpressionAttributeValues: { ':keys': new Set(keys) },
  });
  if (!row) throw new Error(`There is no order ${orderId}`);
  return row as StoredOrder;
};

/**
 * Closes an order: nothing is left to do for this version.
 *
 * @param keys as for `recordNotified`; may be empty
 * @returns whether the order still has this version; otherwise nothing was written
 */
export const closeOrder = ({ orderId, version }: OrderVersion, keys: string[]): Promise<boolean> =>
  write(orderId, {
    UpdateExpression: `REMOVE nextCheckAt, sweepShard, stepFailure${keys.length > 0 ? ' ADD notified :keys' : ''}`,
    ...isVersion(version, keys.length > 0 ? { ':keys': new Set(keys) } : {}),
  });

/**
 * Erases the customer's data of an order and closes it: nothing is left to do for this version.
 *
 * @returns whether the order still has this version; otherwise nothing was written
 */
export const eraseOrder = (order: StoredOrder, now: Date): Promise<boolean> => {
  const set = { ...withoutCustomer(order), erasedAt: now.toISOString() };
  const setting = Object.keys(set).map((name) => `#${name} = :${name}`);
  const removed = CUSTOMER_ATTRIBUTES.map((name) => `#${name}`);
  const values = Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value]));
  const condition = isVersion(order.version, values);
  return write(order.orderId, {
    ...condition,
    UpdateExpression: `SET ${setting.join(', ')} REMOVE ${removed.join(', ')}, nextCheckAt, sweepShard, stepFailure`,
    ExpressionAttributeNames: {
      ...condition.ExpressionAttributeNames,
      ...Object.fromEntries([...Object.keys(set), ...CUSTOMER_ATTRIBUTES].map((name) => [`#${name}`, name])),
    },
  });
};

/** Returns the condition that the order still has this version and is not closed. */
const isVersion = (version: number, values: Record<string, unknown>) => ({
  ConditionExpression: '#version = :version AND attribute_exists(nextCheckAt)',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':version': version, ...values },
});

const write = async (
  orderId: string,
  update: Pick<
    Parameters<typeof updateOnce>[0],
    'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
  >,
): Promise<boolean> => (await updateOnce({ TableName: ORDERS_TABLE, Key: { orderId }, ...update })).written;
