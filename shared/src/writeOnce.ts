import { randomBytes, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  GetCommand,
  PutCommand,
  type PutCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type UnmetCondition, unmetConditions } from './cancellationReasons.ts';
import { retryConflicts } from './conflicts.ts';
import { conflictingRow, dynamodb } from './dynamodb.ts';

/*
 * Writes that have one effect even if the SDK sends them again after a lost response.
 * Without care, the second attempt would meet the row that the first one wrote: a condition fails, an increment is added twice.
 * These functions recognise their own earlier attempt and return what they would have returned without the loss.
 * They also retry conflicts with transactions on the same row.
 */

/** The result of a write. If it was not made, `row` is the existing row that did not meet the condition, `undefined` if there is none. */
export type WriteOnce = { written: boolean; row: Record<string, unknown> | undefined };

/**
 * Attributes with the ids of a row's last updates, newest first. Several, because other updates may come between an attempt and its
 * retry.
 */
const RECENT_WRITES = ['recentWrite0', 'recentWrite1', 'recentWrite2'] as const;

const newId = (): string => randomBytes(6).toString('base64url');

const wasMadeBy = (id: unknown, row: WriteOnce['row']): boolean => RECENT_WRITES.some((name) => row?.[name] === id);

/** Returns an attribute by which `putOnce` recognises its item, for items that others may write identically or change at once. */
export const writeId = () => ({ [RECENT_WRITES[0]]: newId() });

/**
 * Puts an item once. An existing row that equals the item counts as written by this call.
 *
 * @throws DomainError UNAVAILABLE if conflicts with transactions on the row persist
 */
export const putOnce = async (input: PutCommandInput & { Item: Record<string, unknown> }): Promise<WriteOnce> => {
  const command = new PutCommand({ ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
  try {
    await retryConflicts(() => dynamodb.send(command));
    return { written: true, row: input.Item };
  } catch (error) {
    const row = conflictingRow(error);
    const id = input.Item[RECENT_WRITES[0]];
    return { written: (id !== undefined && wasMadeBy(id, row)) || isDeepStrictEqual(row, asStored(input.Item)), row };
  }
};

const asStored = (item: Record<string, unknown>) => unmarshall(marshall(item, { removeUndefinedValues: true }));

/**
 * Updates a row once, and records the update's id in it.
 *
 * @returns `row` after the update (with later writes, if a response was lost), or the row that did not meet the condition
 * @throws DomainError UNAVAILABLE if conflicts with transactions on the row persist
 */
export const updateOnce = async (
  input: UpdateCommandInput & { UpdateExpression: string },
  options: { abortSignal?: AbortSignal } = {},
): Promise<WriteOnce> => {
  const id = newId();
  const isOwn = RECENT_WRITES.map((name) => `${name} = :write`).join(' OR ');
  const recordWrite = RECENT_WRITES.map((name, index) =>
    index === 0 ? `${name} = :write` : `${name} = if_not_exists(${RECENT_WRITES[index - 1]}, :noWrite)`,
  ).join(', ');
  const { UpdateExpression: update, ConditionExpression: condition } = input;
  const command = new UpdateCommand({
    ...input,
    UpdateExpression: /\bSET /.test(update)
      ? update.replace(/\bSET /, `SET ${recordWrite}, `)
      : `${update} SET ${recordWrite}`,
    ConditionExpression: condition === undefined ? `NOT (${isOwn})` : `(${condition}) AND NOT (${isOwn})`,
    ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':write': id, ':noWrite': '-' },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { Attributes } = await retryConflicts(() => dynamodb.send(command, options));
    return { written: true, row: Attributes };
  } catch (error) {
    const row = conflictingRow(error);
    return { written: wasMadeBy(id, row), row };
  }
};

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** The parameters of a delete in a transaction. */
type Delete = NonNullable<TransactItem['Delete']>;

/**
 * The result of a transaction. If it was not made, `conflicts` has, by position, the row that did not meet its condition (`undefined`:
 * met).
 */
export type TransactOnce = { written: boolean; conflicts: (UnmetCondition | undefined)[] };

/**
 * Makes all of several writes, or none. DynamoDB recognises a repeated transaction by its token for ten minutes.
 *
 * @throws DomainError UNAVAILABLE if conflicts with other transactions on a row persist
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html idempotency
 */
export const transactOnce = async (TransactItems: TransactItem[]): Promise<TransactOnce> => {
  const command = new TransactWriteCommand({ TransactItems, ClientRequestToken: randomUUID() });
  try {
    await retryConflicts(() => dynamodb.send(command));
    return { written: true, conflicts: [] };
  } catch (error) {
    const conflicts = unmetConditions(error);
    if (!conflicts) throw error;
    return { written: false, conflicts };
  }
};

/**
 * Deletes a row once. A transaction, because a deleted row cannot record that this call deleted it.
 *
 * @returns `row`, the one that did not meet the condition
 * @throws DomainError UNAVAILABLE if conflicts with transactions on the row persist
 */
export const deleteOnce = async (input: Delete & { ConditionExpression: string }): Promise<WriteOnce> => {
  const { written, conflicts } = await transactOnce([
    { Delete: { ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
  ]);
  return { written, row: conflicts[0]?.row };
};

/** Deletes a table's row by its `id`. Returns the deleted row, or `undefined` if it did not exist. */
export const deleteRow = async <Row>(TableName: string, id: string): Promise<Row | undefined> => {
  const key = { TableName, Key: { id } };
  const { Item } = await dynamodb.send(new GetCommand({ ...key, ConsistentRead: true }));
  if (!Item) return undefined;
  const { written } = await deleteOnce({ ...key, ConditionExpression: 'attribute_exists(id)' });
  return written ? (Item as Row) : undefined;
};
