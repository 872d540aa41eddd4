import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { backOff } from '@ecommerce/shared/backOff.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { deleteOnce, putOnce, transactOnce } from '@ecommerce/shared/writeOnce.ts';

const { USERS_TABLE } = readEnvironment({ USERS_TABLE: name });

const ATTEMPTS = 8;
const WAITS_MS = { first: 20, longest: 2560 };

/** Reads a row consistently; `undefined` if there is none. */
export const readRow = async <Row>(userId: string): Promise<Row | undefined> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: USERS_TABLE, Key: { userId }, ConsistentRead: true }),
  );
  return Item as Row | undefined;
};

/** What becomes of a row: its new content, nothing (`undefined`), or its deletion (`null`). */
export type RowChange<Row> = Row | undefined | null;

/**
 * Changes a row with optimistic locking: reads it, changes it, and writes it if nobody else has written in the meantime. Otherwise tries
 * again.
 *
 * @param change returns the row's new content, `undefined` to leave the row unchanged, or `null` to delete it
 * @returns the row after the change
 * @throws DomainError UNAVAILABLE if every attempt met another write
 */
export const changeRow = async <Row extends object>(
  userId: string,
  change: (row: Row | undefined) => RowChange<Row> | Promise<RowChange<Row>>,
): Promise<Row | undefined> => {
  let found = await readRow<Row & { version?: string }>(userId);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const next = await change(found);
    if (next === undefined) return found;
    const condition = ifStill(found?.version);
    const { written, row } = await (next === null
      ? deleteOnce({ TableName: USERS_TABLE, Key: { userId }, ...condition })
      : putOnce({ TableName: USERS_TABLE, Item: { ...next, userId, version: randomUUID() }, ...condition }));
    if (written) return next ?? undefined;
    found = row as (Row & { version?: string }) | undefined;
    await wait(backOff(attempt, WAITS_MS));
  }
  throw new DomainError('UNAVAILABLE', 'Several requests are changing this account at the same time: try again.');
};

/** Returns the condition that a row still has the version that was read, or that there is still no row. */
const ifStill = (version: string | undefined) =>
  version === undefined
    ? { ConditionExpression: 'attribute_not_exists(userId)' }
    : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': version } };

/** Deletes rows, whether or not they exist: all or none. */
export const deleteRows = async (userIds: string[]): Promise<void> => {
  await transactOnce(userIds.map((userId) => ({ Delete: { TableName: USERS_TABLE, Key: { userId } } })));
};
