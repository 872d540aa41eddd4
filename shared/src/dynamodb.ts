import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { invalidInput, isNamed } from './errors.ts';
import { wholeNumber } from './texts.ts';

/** The only DynamoDB client of a container. It takes and returns plain JavaScript values. */
export const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

/**
 * Returns the existing row that made a condition fail, `undefined` if there is none. The write must have set
 * `ReturnValuesOnConditionCheckFailure: 'ALL_OLD'`; this saves reading the row again.
 *
 * @throws any other error, unchanged
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export const conflictingRow = (error: unknown): Record<string, unknown> | undefined => {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  return error.Item && unmarshall(error.Item); // the document client does not convert items inside errors
};

/** Returns whether a conditional write was made: false if its condition failed. @throws any other error, unchanged */
export const wasWritten = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (isNamed(error, 'ConditionalCheckFailedException')) return false;
    throw error;
  }
};

/** Convert plain values to DynamoDB's own JSON, `{ "id": { "S": "…" } }`, and back. */
export { marshall as toDynamoDbJson, unmarshall as fromDynamoDbJson } from '@aws-sdk/util-dynamodb';

const MAX_PAGE = 100;

/** Query parameters of every list: `limit` (1 to 100, 20 if absent) and the `cursor` from the previous page. */
export const pageParameters = (defaultLimit = 20) => ({
  limit: wholeNumber(1, MAX_PAGE).default(defaultLimit),
  cursor: z
    .string()
    .max(1024)
    .regex(/^[\w.-]+$/, 'is not a cursor of this list')
    .meta({ description: 'The `nextCursor` of the page before: opaque, made of `A-Z a-z 0-9 _ - .`.' })
    .optional(),
});

/** The page that a client requests. */
export type PageRequest = { limit: number; cursor?: string | undefined };

/** The items of a page and, if there are more, the cursor of the next page. */
export type Page<Item> = { items: Item[]; nextCursor?: string };

/** One partition of an index that is sorted by `createdAt`, or of a table. */
export type List = {
  table: string;
  /** If absent, the partition is the table's own. */
  index?: string;
  /** Name and value of the partition key. */
  partition: [attribute: string, value: string];
  /** The table's key, `id` if absent; without an index the table's sort key. */
  key?: string;
  /** Newest first if absent. */
  oldestFirst?: boolean;
  /** The lowest value of the sort key that is listed. */
  from?: string | undefined;
};

/**
 * Reads one page of a list. A cursor contains only a position within the partition. The partition always comes from the call, so a forged
 * cursor cannot reach another one.
 *
 * @throws DomainError INVALID_INPUT for an invalid cursor
 */
export const queryPage = async <Item>(
  { table, index, partition: [attribute, value], key = 'id', oldestFirst = false, from }: List,
  { limit, cursor }: PageRequest,
): Promise<Page<Item>> => {
  const sortKey = index === undefined ? key : 'createdAt';
  const position = [...new Set([sortKey, key])];
  const { Items = [], LastEvaluatedKey: last } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      ...(index === undefined ? {} : { IndexName: index }),
      KeyConditionExpression: `#partition = :value${from === undefined ? '' : ' AND #sort >= :from'}`,
      ExpressionAttributeNames: { '#partition': attribute, ...(from === undefined ? {} : { '#sort': sortKey }) },
      ExpressionAttributeValues: { ':value': value, ...(from === undefined ? {} : { ':from': from }) },
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

/** Reads one page of a table's rows in one status from its index `byStatus`, newest first by default. */
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
