import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { invalidInput, isNamed } from './errors.ts';
import { wholeNumber } from './texts.ts';

/** The container's one DynamoDB client, speaking plain JavaScript values. */
export const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

/**
 * What a failed condition found: the row that stands, `undefined` where there is none. Saves the read after a refused write that
 * asked for it by `ReturnValuesOnConditionCheckFailure: 'ALL_OLD'`.
 *
 * @throws every other error, as it is
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export const conflictingRow = (error: unknown): Record<string, unknown> | undefined => {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  return error.Item && unmarshall(error.Item); // the document client does not translate what errors carry
};

/** Whether a conditional write was done; not where its condition failed. @throws every other error, as it is */
export const wasWritten = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (isNamed(error, 'ConditionalCheckFailedException')) return false;
    throw error;
  }
};

/** DynamoDB's own JSON, `{ "id": { "S": "…" } }`, of plain values, and back. */
export { marshall as toDynamoDbJson, unmarshall as fromDynamoDbJson } from '@aws-sdk/util-dynamodb';

const MAX_PAGE = 100;

/** Query parameters of every list: `limit` (1 to 100, 20 if absent) and the `cursor` of the page before. */
export const pageParameters = (defaultLimit = 20) => ({
  limit: wholeNumber(1, MAX_PAGE).default(defaultLimit),
  cursor: z
    .string()
    .max(1024)
    .regex(/^[\w.-]+$/, 'is not a cursor of this list')
    .meta({ description: 'The `nextCursor` of the page before: opaque, made of `A-Z a-z 0-9 _ - .`.' })
    .optional(),
});

/** A page that a client asked for. */
export type PageRequest = { limit: number; cursor?: string | undefined };

/** A page's items and, where there are more, the cursor of the next page. */
export type Page<Item> = { items: Item[]; nextCursor?: string };

/** One partition of an index that is sorted by `createdAt`. */
export type List = {
  table: string;
  index: string;
  /** The index's partition key and its value. */
  partition: [attribute: string, value: string];
  /** The table's key; `id` if absent. */
  key?: string;
  /** Newest first if absent. */
  oldestFirst?: boolean;
};

/**
 * One page of a list. The cursor holds the position inside the partition and nothing else: the partition itself is always the one of
 * this call, so that a forged cursor reaches no other.
 *
 * @throws DomainError INVALID_INPUT for a cursor that is not one
 */
export const queryPage = async <Item>(
  { table, index, partition: [attribute, value], key = 'id', oldestFirst = false }: List,
  { limit, cursor }: PageRequest,
): Promise<Page<Item>> => {
  const position = ['createdAt', key];
  const { Items = [], LastEvaluatedKey: last } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      IndexName: index,
      KeyConditionExpression: '#partition = :value',
      ExpressionAttributeNames: { '#partition': attribute },
      ExpressionAttributeValues: { ':value': value },
      ScanIndexForward: oldestFirst,
      Limit: limit,
      ...(cursor === undefined ? {} : { ExclusiveStartKey: { [attribute]: value, ...decodeCursor(cursor, position) } }),
    }),
  );
  return {
    items: Items as Item[],
    ...(last ? { nextCursor: encodeCursor(position.map((name) => String(last[name]))) } : {}),
  };
};

/** A page of a table's rows in one status, newest first unless told otherwise: of its index `byStatus`. */
export const queryStatus = <Item>(
  table: string,
  status: string,
  page: PageRequest,
  order: Pick<List, 'oldestFirst'> = {},
): Promise<Page<Item>> => queryPage({ table, index: 'byStatus', partition: ['status', status], ...order }, page);

const encodeCursor = (values: string[]): string => Buffer.from(JSON.stringify(values)).toString('base64url');

const decodeCursor = (cursor: string, position: string[]): Record<string, string> => {
  try {
    const values = z
      .array(z.string().min(1))
      .length(position.length)
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return Object.fromEntries(position.map((attribute, index) => [attribute, values[index] ?? '']));
  } catch {
    throw invalidInput([{ path: 'cursor', message: 'is not a cursor of this list' }]);
  }
};
