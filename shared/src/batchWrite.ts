import { setTimeout as wait } from 'node:timers/promises';
import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { backOff } from './backOff.ts';
import { dynamodb } from './dynamodb.ts';
import { outageError } from './outages.ts';

/** The most writes of one BatchWriteItem. */
const BATCH = 25;
const TRIES = 8;
const WAITS_MS = { first: 50, longest: 3200 };

/** What is written to one table: rows that are put, and keys of rows that are deleted. */
export type BatchWrites = { puts: Record<string, unknown>[]; deletes?: Record<string, unknown>[] };

type Requests = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/**
 * Puts and deletes rows of a table unconditionally, each of them once. May be repeated after a failure halfway. Writes that DynamoDB leaves
 * unprocessed are requested again, with exponential back-off and jitter.
 *
 * @throws Error `ServiceUnavailable` if writes stay unprocessed after all attempts
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export const batchWrite = async (table: string, { puts, deletes = [] }: BatchWrites): Promise<void> => {
  const requests: Requests = [
    ...puts.map((Item) => ({ PutRequest: { Item } })),
    ...deletes.map((Key) => ({ DeleteRequest: { Key } })),
  ];
  for (let start = 0; start < requests.length; start += BATCH) {
    await writeAll(table, requests.slice(start, start + BATCH));
  }
};

const writeAll = async (table: string, requests: Requests): Promise<void> => {
  let left = requests;
  for (let attempt = 0; left.length > 0; attempt += 1) {
    if (attempt === TRIES) {
      throw outageError(new Error(`DynamoDB left ${left.length} writes to ${table} unprocessed ${TRIES} times`));
    }
    if (attempt > 0) await wait(backOff(attempt, WAITS_MS));
    const { UnprocessedItems } = await dynamodb.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
    left = UnprocessedItems?.[table] ?? [];
  }
};
