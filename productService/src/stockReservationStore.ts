import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { GetCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { cancellationReasons } from '@ecommerce/shared/conflicts.ts';
import { dynamodb, fromDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import { putOnce } from '@ecommerce/shared/writeOnce.ts';
import { type Line, StockBusy, type StockReservation } from './stockReservation.ts';

const { PRODUCTS_TABLE, RESERVATIONS_TABLE } = readEnvironment({ PRODUCTS_TABLE: name, RESERVATIONS_TABLE: name });

/** A condition that did not hold: the row it was tried on, `undefined` when there is none. */
export type Unmet = { row: Record<string, unknown> | undefined };

/** What became of a transaction: done, or the conditions that did not hold, of the reservation and of each line. */
export type Outcome = { done: true } | { done: false; reservation: Unmet | undefined; lines: (Unmet | undefined)[] };

/** Writes the reservation and takes its stock, all or nothing, if there is no reservation of the order yet. */
export const takeStock = (reservation: StockReservation): Promise<Outcome> =>
  transact([
    {
      Put: {
        TableName: RESERVATIONS_TABLE,
        Item: reservation,
        ConditionExpression: 'attribute_not_exists(orderId)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    ...reservation.items.map(({ productId, quantity }) => ({
      Update: {
        TableName: PRODUCTS_TABLE,
        Key: { id: productId },
        UpdateExpression: 'SET quantity = quantity - :quantity',
        ConditionExpression: '#status = :approved AND quantity >= :quantity',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':quantity': quantity, ':approved': 'approved' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      },
    })),
  ]);

/** Marks the reservation released and gives `lines` back, all or nothing, if it is still reserved. */
export const giveBackStock = (orderId: string, lines: Line[], now: Date): Promise<Outcome> =>
  transact([
    {
      Update: {
        TableName: RESERVATIONS_TABLE,
        Key: { orderId },
        UpdateExpression: 'SET #status = :released, releasedAt = :now',
        ConditionExpression: '#status = :reserved',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':released': 'released', ':reserved': 'reserved', ':now': now.toISOString() },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    ...lines.map(({ productId, quantity }) => ({
      Update: {
        TableName: PRODUCTS_TABLE,
        Key: { id: productId },
        UpdateExpression: 'SET quantity = quantity + :quantity',
        ConditionExpression: 'attribute_exists(id)',
        ExpressionAttributeValues: { ':quantity': quantity },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      },
    })),
  ]);

/** Reads an order's reservation as it stands. */
export const getReservation = async (orderId: string): Promise<StockReservation | undefined> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: RESERVATIONS_TABLE, Key: { orderId }, ConsistentRead: true }),
  );
  return Item as StockReservation | undefined;
};

/** Writes a reservation that is released from the start. Answers `false` when there is one of the order by now. */
export const putReleased = async (orderId: string, now: Date): Promise<boolean> => {
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

const ATTEMPTS = 8;
const FIRST_WAIT_MS = 25;
const LONGEST_WAIT_MS = 800;

/**
 * Runs a transaction; one that meets another on the same item, or a throttle, is tried again with full jitter. A condition counts as
 * unmet only in a try in which nothing else went wrong: beside a conflict the row may be about to change.
 *
 * @throws StockBusy when it could not be tried to the end in about 3 s
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html cancellation reasons
 */
async function transact(items: NonNullable<TransactWriteCommandInput['TransactItems']>): Promise<Outcome> {
  const command = new TransactWriteCommand({ TransactItems: items, ClientRequestToken: randomUUID() });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await wait(Math.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt));
    try {
      await dynamodb.send(command);
      return { done: true };
    } catch (error) {
      const unmet = unmetConditions(error);
      if (unmet) return { done: false, reservation: unmet[0], lines: unmet.slice(1) };
    }
  }
  throw new StockBusy('The stock is in demand just now: try again.');
}

const TRANSIENT_REASONS = [
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'RequestLimitExceeded',
];
const TRANSIENT_ERRORS = [
  'TransactionInProgressException',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
];

/** The unmet conditions by position; `undefined` when the transaction is to be tried again; throws what is neither. */
function unmetConditions(error: unknown): (Unmet | undefined)[] | undefined {
  if (isNamed(error, ...TRANSIENT_ERRORS)) return undefined;
  if (!isNamed(error, 'TransactionCanceledException')) throw error;
  const reasons = cancellationReasons(error);
  if (reasons.some(({ Code }) => TRANSIENT_REASONS.includes(Code ?? ''))) return undefined;
  if (!reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) throw error;
  return reasons.map(({ Code, Item }) =>
    Code === 'ConditionalCheckFailed' ? { row: Item && fromDynamoDbJson(Item) } : undefined,
  );
}
