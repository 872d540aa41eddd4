import { setTimeout as wait } from 'node:timers/promises';
import { BatchGetCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { AWAITING_IMAGE } from '@ecommerce/shared/awaitingRow.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import { type Product, type ProductStatus, statusesBefore } from './product.ts';
import { type Updated, updateProduct } from './productUpdateStore.ts';

const { PRODUCTS_TABLE: TableName } = readEnvironment({ PRODUCTS_TABLE: name });

/**
 * The key of the row that a deleted product leaves behind. Its id is still named by carts, orders and reservations, so no other product may
 * get it, although the seller may send the same `Idempotency-Key` again.
 */
const tombstoneKey = (id: string) => ({ id: `deleted#${id}` });

/**
 * Writes a new product unless there is one of its id.
 *
 * @returns the one that is there already, `undefined` when this one was written
 * @throws DomainError IDEMPOTENCY_KEY_REUSED when the product of this id was deleted
 */
export const putProductOnce = async (product: Product): Promise<Product | undefined> => {
  const { written, refusals } = await transactOnce([
    {
      Put: {
        TableName,
        Item: product,
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    {
      ConditionCheck: {
        TableName,
        Key: tombstoneKey(product.id),
        ConditionExpression: 'attribute_not_exists(id)',
      },
    },
  ]);
  if (written) return undefined;
  const [existing] = refusals;
  if (existing) return existing.row as Product;
  throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used for a product that has been deleted.');
};

/**
 * Keeps a product that waits for its image from the clean-up: its upload URL is given out again.
 *
 * @returns whether the product is (still) there
 */
export const renewUpload = async (id: string, now: Date): Promise<boolean> => {
  const { row } = await updateProduct(id, {
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
 * Puts a product on sale, if its status allows it and, where `seen` is given, nothing but its stock has changed since then.
 *
 * @param seen the product's `updatedAt` as the admin saw it
 * @throws DomainError PRODUCT_NOT_FOUND
 */
export const markApproved = (id: string, now: Date, seen?: string): Promise<Move> =>
  move(
    id,
    'approved',
    now,
    'SET #status = :to, updatedAt = :now, approvedCategory = category',
    seen === undefined ? {} : { ':seen': seen },
    seen === undefined ? '' : ' AND updatedAt = :seen',
  );

/**
 * Takes a product off sale or never puts it there, if its status allows it.
 *
 * @throws DomainError PRODUCT_NOT_FOUND
 */
export const markRejected = (id: string, reason: string, now: Date): Promise<Move> =>
  move(
    id,
    'rejected',
    now,
    'SET #status = :to, updatedAt = :now, rejectedAt = :now, rejectionReason = :reason REMOVE approvedCategory, rejectionMailClaimedAt, rejectionMailedAt',
    { ':reason': reason },
  );

/** How long a claim on a mail holds, in milliseconds; longer than any function that sends one may run. */
const MAIL_LEASE_MS = 60_000;

/** Which rejection of a product: it may be changed and rejected again. */
export type Rejection = { id: string; rejectedAt: string };

/**
 * Claims the right to mail a rejection: it still stands, its mail was not sent, and nobody has been sending it for less than the lease.
 *
 * @returns the product as it stands, and whether the claim is this call's
 */
export const claimRejectionMail = ({ id, rejectedAt }: Rejection, now: Date): Promise<Updated> =>
  updateProduct(id, {
    UpdateExpression: 'SET rejectionMailClaimedAt = :now',
    ConditionExpression: `${STANDS} AND attribute_not_exists(rejectionMailedAt) AND (attribute_not_exists(rejectionMailClaimedAt) OR rejectionMailClaimedAt < :expired)`,
    ExpressionAttributeValues: {
      ...standing(rejectedAt),
      ':now': now.toISOString(),
      ':expired': new Date(now.getTime() - MAIL_LEASE_MS).toISOString(),
    },
  });

/** Gives the claim of `claimedAt` back after a mail that failed, so that the next attempt need not wait until it expires. */
export const releaseRejectionMail = async ({ id, rejectedAt }: Rejection, claimedAt: Date): Promise<void> => {
  await updateProduct(id, {
    UpdateExpression: 'REMOVE rejectionMailClaimedAt',
    ConditionExpression: `${STANDS} AND rejectionMailClaimedAt = :claimedAt`,
    ExpressionAttributeValues: { ...standing(rejectedAt), ':claimedAt': claimedAt.toISOString() },
  });
};

/** Records that the seller was mailed about the rejection. */
export const markRejectionMailed = async ({ id, rejectedAt }: Rejection, now: Date): Promise<void> => {
  await updateProduct(id, {
    UpdateExpression: 'SET rejectionMailedAt = :now REMOVE rejectionMailClaimedAt',
    ConditionExpression: STANDS,
    ExpressionAttributeValues: { ...standing(rejectedAt), ':now': now.toISOString() },
  });
};

/** The condition that a rejection still stands, and its values. */
const STANDS = '#status = :rejected AND rejectedAt = :rejectedAt';
const standing = (rejectedAt: string) => ({ ':rejected': 'rejected', ':rejectedAt': rejectedAt });

async function move(
  id: string,
  to: ProductStatus,
  now: Date,
  UpdateExpression: string,
  values: Record<string, string>,
  also = '',
): Promise<Move> {
  const before = statusesBefore(to).map((status, index): [string, string] => [`:from${index}`, status]);
  const { updated, row } = await updateProduct(id, {
    UpdateExpression,
    ConditionExpression: `#status IN (${before.map(([key]) => key).join(', ')}) AND attribute_exists(imageUrl)${also}`,
    ExpressionAttributeValues: { ...Object.fromEntries(before), ...values, ':to': to, ':now': now.toISOString() },
  });
  if (row?.status === undefined) throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
  return { moved: updated, product: row };
}

/**
 * Deletes a product, a given seller's or anyone's. Its index entries and its image go with the table's stream; its id stays reserved.
 *
 * @returns whether there was one
 * @throws DomainError UNAVAILABLE while orders' transactions hold it
 */
export const deleteProduct = async (id: string, sellerId: string | undefined): Promise<boolean> => {
  const { written } = await transactOnce([
    {
      Delete: {
        TableName,
        Key: { id },
        ...(sellerId === undefined
          ? { ConditionExpression: 'attribute_exists(#status)', ExpressionAttributeNames: { '#status': 'status' } }
          : { ConditionExpression: 'sellerId = :seller', ExpressionAttributeValues: { ':seller': sellerId } }),
      },
    },
    { Put: { TableName, Item: { ...tombstoneKey(id), deletedAt: new Date().toISOString() } } },
  ]);
  return written;
};
