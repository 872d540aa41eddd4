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
import { cancellationReasons, retryConflicts } from './conflicts.ts';
import { conflictingRow, dynamodb } from './dynamodb.ts';

/*
 * Writes that are made once although the SDK sends them again when the response is lost. The second attempt meets what the first one wrote:
 * a condition refuses it, an increment is added twice. Each of these functions recognises its own earlier attempt and answers as if no
 * response had been lost. They repeat writes that met a transaction on the same row, too.
 */

/** What became of a write: it was made, or the row that stands (`undefined`: none) did not meet its condition. */
export type WriteOnce = { written: boolean; row: Record<string, unknown> | undefined };

/** The row keeps the ids of its last updates here, newest first: others may write between an attempt and its repetition. */
const RECENT_WRITES = ['recentWrite0', 'recentWrite1', 'recentWrite2'] as const;

const newId = (): string => randomBytes(6).toString('base64url');

const wasMadeBy = (id: unknown, row: WriteOnce['row']): boolean => RECENT_WRITES.some((name) => row?.[name] === id);

/** An attribute for an item that others may put just so at the same time, or change at once: `putOnce` then knows it by that. */
export const writeId = () => ({ [RECENT_WRITES[0]]: newId() });

/**
 * Puts an item. A row that is just as this item would be is this item.
 *
 * @throws DomainError UNAVAILABLE while transactions hold the row
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
 * Updates a row, and notes on it that this update was made.
 *
 * @returns `row`: after the update (later writes included, where a response was lost), or the one that refused it
 * @throws DomainError UNAVAILABLE while transactions hold the row
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

/** A delete as a part of a transaction takes it. */
type Delete = NonNullable<TransactItem['Delete']>;

/** What became of a transaction: it was made, or by position the rows that did not meet their conditions (`undefined`: they did). */
export type TransactOnce = { written: boolean; conflicts: ({ row: WriteOnce['row'] } | undefined)[] };

/**
 * Makes all of some writes or none. DynamoDB itself knows a transaction that it has made by its token, for ten minutes.
 *
 * @throws DomainError UNAVAILABLE while other transactions hold one of the rows
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html idempotency
 */
export const transactOnce = async (TransactItems: TransactItem[]): Promise<TransactOnce> => {
  const command = new TransactWriteCommand({ TransactItems, ClientRequestToken: randomUUID() });
  try {
    await retryConflicts(() => dynamodb.send(command));
    return { written: true, conflicts: [] };
  } catch (error) {
    const conflicts = cancellationReasons(error).map(({ Code, Item }) =>
      Code === 'ConditionalCheckFailed' ? { row: Item && unmarshall(Item) } : undefined,
    );
    if (conflicts.every((conflict) => conflict === undefined)) throw error;
    return { written: false, conflicts: conflicts };
  }
};

/**
 * Deletes a row. Nothing is left that could be recognised, so it is a transaction.
 *
 * @returns `row`: the one that did not meet the condition
 * @throws DomainError UNAVAILABLE while transactions hold the row
 */
export const deleteOnce = async (input: Delete & { ConditionExpression: string }): Promise<WriteOnce> => {
  const { written, conflicts } = await transactOnce([
    { Delete: { ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
  ]);
  return { written, row: conflicts[0]?.row };
};

/** Deletes the row of a table with the key `id`. Answers what it was, `undefined` if it was not there. */
export const deleteRow = async <Row>(TableName: string, id: string): Promise<Row | undefined> => {
  const key = { TableName, Key: { id } };
  const { Item } = await dynamodb.send(new GetCommand({ ...key, ConsistentRead: true }));
  if (!Item) return undefined;
  const { written } = await deleteOnce({ ...key, ConditionExpression: 'attribute_exists(id)' });
  return written ? (Item as Row) : undefined;
};
