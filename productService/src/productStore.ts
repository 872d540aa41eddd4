import { setTimeout as wait } from 'node:timers/promises';
import { BatchGetCommand, GetCommand, PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { AWAITING_IMAGE } from '@ecommerce/shared/awaitingRow.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb, fromDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import { DomainError, isNamed } from '@ecommerce/shared/errors.ts';
import { type Product, type ProductStatus, statusesBefore } from './product.ts';

const { PRODUCTS_TABLE: TableName } = readEnvironment({ PRODUCTS_TABLE: name });

/**
 * Writes a new product unless there is one of its id.
 *
 * @returns the one that is there already, `undefined` when this one was written
 */
export const putProductOnce = async (product: Product): Promise<Product | undefined> => {
  try {
    await dynamodb.send(
      new PutCommand({
        TableName,
        Item: product,
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return undefined;
  } catch (error) {
    const existing = refusedRow(error);
    if (!existing) throw error;
    return existing;
  }
};

/**
 * Keeps a product that waits for its image from the clean-up: its upload URL is given out again.
 *
 * @returns whether the product is (still) there
 */
export const renewUpload = async (id: string, now: Date): Promise<boolean> => {
  const { row } = await update(id, {
    UpdateExpression: 'SET urlRenewedAt = :now',
    ConditionExpression: '#status = :awaiting',
    ExpressionAttributeValues: { ':now': now.toISOString(), ':awaiting': AWAITING_IMAGE },
  });
  return row !== undefined;
};

/** Reads a product, `consistent` for what money depends on. */
export const getProduct = async (id: string, { consistent = false } = {}): Promise<Product | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: consistent }));
  return Item as Product | undefined;
};

/** As many keys as one BatchGetItem takes. */
const BATCH = 100;
const BATCH_TRIES = 8;

/**
 * Reads products in the order of `ids`; those that are not there are left out. Keys that DynamoDB leaves unprocessed are asked for again.
 *
 * @throws DomainError UNAVAILABLE when DynamoDB keeps leaving keys out
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export const getProducts = async (ids: string[], { consistent = false } = {}): Promise<Product[]> => {
  const found = new Map<string, Product>();
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += BATCH) {
    let keys: Record<string, unknown>[] = unique.slice(start, start + BATCH).map((id) => ({ id }));
    for (let attempt = 0; keys.length > 0; attempt += 1) {
      if (attempt === BATCH_TRIES)
        throw new DomainError('UNAVAILABLE', 'The products could not be read just now: try again.');
      if (attempt > 0) await wait(Math.random() * 25 * 2 ** attempt);
      const { Responses, UnprocessedKeys } = await dynamodb.send(
        new BatchGetCommand({ RequestItems: { [TableName]: { Keys: keys, ConsistentRead: consistent } } }),
      );
      for (const row of (Responses?.[TableName] ?? []) as Product[]) found.set(row.id, row);
      keys = UnprocessedKeys?.[TableName]?.Keys ?? [];
    }
  }
  return ids.flatMap((id) => found.get(id) ?? []);
};

/** What became of a move: `product` is the row after it, or as it stands when it was not `moved`. */
export type Move = { moved: boolean; product: Product };

/**
 * Puts a product on sale, if its status allows it.
 *
 * @throws DomainError PRODUCT_NOT_FOUND
 */
export const markApproved = (id: string, now: Date): Promise<Move> =>
  move(id, 'approved', now, 'SET #status = :to, updatedAt = :now, approvedCategory = category', {});

/**
 * Takes a product off sale or never puts it there, if its status allows it. Whoever moves it may mail the seller: the claim on that mail
 * is part of the move.
 *
 * @throws DomainError PRODUCT_NOT_FOUND
 */
export const markRejected = (id: string, reason: string, now: Date): Promise<Move> =>
  move(
    id,
    'rejected',
    now,
    'SET #status = :to, updatedAt = :now, rejectionReason = :reason, rejectionMailClaimedAt = :now REMOVE approvedCategory',
    { ':reason': reason },
  );

/** How long a claim on a mail holds, in milliseconds; longer than any function that sends one may run. */
const MAIL_LEASE_MS = 60_000;

/** Claims the right to mail the rejection: the mail was not sent, and nobody has been sending it for less than the lease. */
export const claimRejectionMail = async (id: string, now: Date): Promise<boolean> => {
  const { updated } = await update(id, {
    UpdateExpression: 'SET rejectionMailClaimedAt = :now',
    ConditionExpression:
      '#status = :rejected AND attribute_not_exists(rejectionMailedAt) AND (attribute_not_exists(rejectionMailClaimedAt) OR rejectionMailClaimedAt < :expired)',
    ExpressionAttributeValues: {
      ':now': now.toISOString(),
      ':expired': new Date(now.getTime() - MAIL_LEASE_MS).toISOString(),
      ':rejected': 'rejected',
    },
  });
  return updated;
};

/** Gives the claim back after a mail that failed, so that the next try need not wait for the lease to end. */
export const releaseRejectionMail = async (id: string): Promise<void> => {
  await update(id, {
    UpdateExpression: 'REMOVE rejectionMailClaimedAt',
    ConditionExpression: '#status = :rejected AND attribute_not_exists(rejectionMailedAt)',
    ExpressionAttributeValues: { ':rejected': 'rejected' },
  });
};

/** Remembers that the seller was told of the rejection. */
export const markRejectionMailed = async (id: string, now: Date): Promise<void> => {
  await update(id, {
    UpdateExpression: 'SET rejectionMailedAt = :now REMOVE rejectionMailClaimedAt',
    ConditionExpression: '#status = :rejected',
    ExpressionAttributeValues: { ':now': now.toISOString(), ':rejected': 'rejected' },
  });
};

async function move(
  id: string,
  to: ProductStatus,
  now: Date,
  UpdateExpression: string,
  values: Record<string, string>,
): Promise<Move> {
  const before = statusesBefore(to).map((status, index): [string, string] => [`:from${index}`, status]);
  const { updated, row } = await update(id, {
    UpdateExpression,
    ConditionExpression: `#status IN (${before.map(([key]) => key).join(', ')}) AND attribute_exists(imageUrl)`,
    ExpressionAttributeValues: { ...Object.fromEntries(before), ...values, ':to': to, ':now': now.toISOString() },
  });
  if (!row) throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
  return { moved: updated, product: row };
}

/** One conditional update: the row after it, or the row that did not meet the condition. */
async function update(id: string, change: Omit<UpdateCommandInput, 'TableName' | 'Key'>) {
  try {
    const { Attributes } = await dynamodb.send(
      new UpdateCommand({
        ...change,
        TableName,
        Key: { id },
        ExpressionAttributeNames: { '#status': 'status' },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { updated: true, row: Attributes as Product };
  } catch (error) {
    if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
    return { updated: false, row: refusedRow(error) };
  }
}

/** The row that a condition failed on: exceptions carry it in DynamoDB's JSON. */
function refusedRow(error: unknown): Product | undefined {
  return isNamed(error, 'ConditionalCheckFailedException') && 'Item' in error && error.Item
    ? (fromDynamoDbJson(error.Item as Parameters<typeof fromDynamoDbJson>[0]) as Product)
    : undefined;
}
