import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { updateOnce } from '@ecommerce/shared/writeOnce.ts';
import { openKeys, STILL_SECONDS, type StoredOrder } from '../order/orderStore.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/** The partitions of the index `byOpenUntil`. */
const PARTITIONS = [...'0123456789abcdef'];

/** The most orders that one call finds in each partition. */
const AT_ONCE = 25;

/** What a look at the index found; `failures` are the partitions that could not be read. */
export type StillOrders = { orderIds: string[]; failures: unknown[] };

/** Finds the ids of orders that have stood still for too long, those that have stood longest first. A partition that fails keeps back no other. */
export const findStillOrders = async (): Promise<StillOrders> => {
  const now = new Date().toISOString();
  const pages = await Promise.allSettled(
    PARTITIONS.map((openIn) =>
      dynamodb.send(
        new QueryCommand({
          TableName: ORDERS_TABLE,
          IndexName: 'byOpenUntil',
          KeyConditionExpression: 'openIn = :openIn AND openUntil <= :now',
          ExpressionAttributeValues: { ':openIn': openIn, ':now': now },
          Limit: AT_ONCE,
        }),
      ),
    ),
  );
  const found = pages.flatMap((page) => (page.status === 'fulfilled' ? (page.value.Items ?? []) : []));
  return {
    orderIds: (found as { orderId: string; openUntil: string }[])
      .sort((one, other) => (one.openUntil < other.openUntil ? -1 : 1))
      .map(({ orderId }) => orderId),
    failures: pages.flatMap((page) => (page.status === 'rejected' ? [page.reason] : [])),
  };
};

/**
 * Takes an order that has stood still: it is looked after again at `until`, whatever becomes of this time.
 *
 * @param restarts counts the workflow's starts, where it is started anew
 * @returns whether it is this caller's: nobody has changed it since it was read
 */
export const postpone = ({ orderId, openUntil }: StoredOrder, until: number, restarts?: number): Promise<boolean> =>
  change(orderId, {
    UpdateExpression: `SET openUntil = :until${restarts === undefined ? '' : ', restarts = :restarts'}`,
    ConditionExpression: 'openUntil = :seen',
    ExpressionAttributeValues: {
      ':until': openKeys(orderId, until).openUntil,
      ':seen': openUntil,
      ...(restarts === undefined ? {} : { ':restarts': restarts }),
    },
  });

/** Nothing must happen to the order any more, unless it was changed since it was read. */
export const closeOrder = ({ orderId, openUntil }: StoredOrder): Promise<boolean> =>
  change(orderId, {
    UpdateExpression: 'REMOVE openIn, openUntil, taskToken',
    ConditionExpression: 'openUntil = :seen',
    ExpressionAttributeValues: { ':seen': openUntil },
  });

/**
 * Notes that an attempt at the order failed for a reason that no later attempt changes. What fails within the same five minutes is one
 * attempt.
 */
export const noteFailedAttempt = async (orderId: string): Promise<void> => {
  const slot = STILL_SECONDS * 1000;
  await updateOnce({
    TableName: ORDERS_TABLE,
    Key: { orderId },
    UpdateExpression: 'ADD failedAttempts :attempt',
    ConditionExpression: 'attribute_exists(orderId)',
    ExpressionAttributeValues: { ':attempt': new Set([new Date(Math.floor(Date.now() / slot) * slot).toISOString()]) },
  });
};

const change = async (
  orderId: string,
  update: {
    UpdateExpression: string;
    ConditionExpression: string;
    ExpressionAttributeValues: Record<string, unknown>;
  },
): Promise<boolean> => {
  const { written } = await updateOnce({ TableName: ORDERS_TABLE, Key: { orderId }, ...update });
  return written;
};
