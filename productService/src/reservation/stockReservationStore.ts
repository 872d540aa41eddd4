import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { GetCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { backOff } from '@ecommerce/shared/backOff.ts';
import { isCancelledForNow, unmetConditions } from '@ecommerce/shared/cancellationReasons.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import { putOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Stock } from '../product/stockStore.ts';
import {
  type KnownStock,
  mergeLines,
  newReservation,
  StockBusy,
  type StockOrder,
  type StockReservation,
  type StockReturn,
} from './stockReservation.ts';
import { returnedUnits, type StockUpdate, takenUnits } from './stockUpdateStore.ts';

const { RESERVATIONS_TABLE } = readEnvironment({ RESERVATIONS_TABLE: name });

/** The result of a transaction: made, or the rows that did not meet their conditions: reservations by order, stock by key. */
export type Outcome<Row = StockReservation> =
  | { done: true }
  | { done: false; reservations: Map<string, Row | undefined>; stock: KnownStock };

/**
 * Writes the reservations of several orders and takes their stock, all or nothing, if none of them has a reservation yet. Units of the
 * same variant are taken in one update.
 *
 * @throws StockBusy
 */
export const takeStock = (orders: Omit<StockOrder, 'correlationId'>[], now: Date): Promise<Outcome> => {
  const taken = takenUnits(mergeLines(orders.flatMap(({ items }) => items)));
  return transact({
    orderIds: orders.map(({ orderId }) => orderId),
    stock: taken,
    items: [
      ...orders.map((order) => ({
        Put: {
          TableName: RESERVATIONS_TABLE,
          Item: newReservation(order, now),
          ConditionExpression: 'attribute_not_exists(orderId)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
        },
      })),
    ],
  });
};

/**
 * Marks a reservation as released and adds its units to the stock, all or nothing, if it is still reserved.
 *
 * @param releasedItems the units, where variants are gone
 * @throws StockBusy
 */
export const returnStock = (
  { orderId, items, releasedItems }: Pick<StockReservation, 'orderId' | 'items' | 'releasedItems'>,
  now: Date,
): Promise<Outcome> =>
  transact({
    orderIds: [orderId],
    stock: returnedUnits(releasedItems ?? items),
    items: [
      {
        Update: {
          TableName: RESERVATIONS_TABLE,
          Key: { orderId },
          UpdateExpression: `SET #status = :released, releasedAt = :now${releasedItems ? ', releasedItems = :items' : ''}`,
          ConditionExpression: '#status = :reserved',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ...{ ':released': 'released', ':reserved': 'reserved', ':now': now.toISOString() },
            ...(releasedItems ? { ':items': releasedItems } : {}),
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ],
  });

/**
 * Records units that came back from an order and adds them to the stock, all or nothing, unless the return is recorded.
 *
 * @throws StockBusy
 */
export const addReturnedStock = (returned: StockReturn): Promise<Outcome<StockReturn>> =>
  transact({
    orderIds: [returned.orderId],
    stock: returnedUnits(returned.items),
    items: [
      {
        Put: {
          TableName: RESERVATIONS_TABLE,
          Item: returned,
          ConditionExpression: 'attribute_not_exists(orderId)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ],
  });

/** Reads an order's reservation, consistently. */
export const getReservation = async (orderId: string): Promise<StockReservation | undefined> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: RESERVATIONS_TABLE, Key: { orderId }, ConsistentRead: true }),
  );
  return Item as StockReservation | undefined;
};

/** Writes a reservation that is released from the start. Returns `false` if the order has one by now. */
export const putReleasedReservation = async (orderId: string, now: Date): Promise<boolean> => {
  const released: StockReservation = {
    orderId,
    items: [],
    status: 'released',
    createdAt: now.toISOString(),
    releasedAt: now.toISOString(),
  };
  const { written } = await putOnce({
    TableName: RESERVATIONS_TABLE,
    Item: released,
    ConditionExpression: 'attribute_not_exists(orderId)',
  });
  return written;
};

/** Short waits: nothing is sold while all callers wait. */
const ATTEMPTS = 28;
const WAITS_MS = { first: 10, longest: 100 };

/** The actions of a transaction: first those on reservations, by order, then those on stock. */
type Transaction = {
  orderIds: string[];
  items: NonNullable<TransactWriteCommandInput['TransactItems']>;
  stock: StockUpdate[];
};

/**
 * Runs a transaction. Conflicts with other transactions and throttling are retried with full jitter. An unmet condition counts only if no
 * other action met a conflict: next to a conflict, the row may be about to change.
 *
 * @throws StockBusy if conflicts persist for about 2.5 s
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html cancellation reasons
 */
const transact = async <Row>({ orderIds, stock, items }: Transaction): Promise<Outcome<Row>> => {
  const TransactItems = [...items, ...stock.map(({ update }) => ({ Update: update }))];
  const command = new TransactWriteCommand({ TransactItems, ClientRequestToken: randomUUID() });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await wait(backOff(attempt, WAITS_MS));
    try {
      await dynamodb.send(command);
      return { done: true };
    } catch (error) {
      if (isTransient(error)) continue;
      const unmet = unmetConditions(error);
      if (!unmet) throw error;
      const unmetOf = <Found>(ids: string[], from: number) =>
        new Map(ids.flatMap((id, index) => (unmet[from + index] ? [[id, unmet[from + index]?.row as Found]] : [])));
      return {
        done: false,
        reservations: unmetOf<Row | undefined>(orderIds, 0),
        stock: unmetOf<Stock | undefined>(
          stock.map(({ key }) => key),
          orderIds.length,
        ),
      };
    }
  }
  throw new StockBusy('The stock is in demand just now: try again.');
};

const TRANSIENT_ERRORS = [
  'TransactionInProgressException',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
];

/** Returns whether a transaction is retried, even if one of its conditions is unmet too. */
const isTransient = (error: unknown): boolean => isNamed(error, ...TRANSIENT_ERRORS) || isCancelledForNow(error);
