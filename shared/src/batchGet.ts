import { setTimeout as wait } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { backOff } from './backOff.ts';
import { dynamodb } from './dynamodb.ts';
import { DomainError } from './errors.ts';

/** The most keys that one BatchGetItem accepts, over all tables. */
const BATCH_GET_KEYS = 100;
const TRIES = 8;
const WAITS_MS = { first: 50, longest: 3200 };

type Key = Record<string, string>;
type Row = Record<string, unknown>;

/** Keys by table name, without duplicates. */
export type Keys = Record<string, Key[]>;

/**
 * Reads rows of several tables by their keys, in no particular order; missing rows are left out. Keys that DynamoDB leaves unprocessed
 * are requested again, with exponential back-off and jitter.
 *
 * @param options.consistent reads consistently, where money depends on the result
 * @throws DomainError UNAVAILABLE if keys stay unprocessed after all attempts
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export const batchGet = async (keys: Keys, { consistent = false } = {}): Promise<Record<string, Row[]>> => {
  const all = Object.entries(keys).flatMap(([table, ofTable]) => ofTable.map((key): [string, Key] => [table, key]));
  const starts = Array.from({ length: Math.ceil(all.length / BATCH_GET_KEYS) }, (_, index) => index * BATCH_GET_KEYS);
  const rows: Record<string, Row[]> = Object.fromEntries(Object.keys(keys).map((table) => [table, []]));
  await Promise.all(
    starts.map((start) => readInto(rows, byTable(all.slice(start, start + BATCH_GET_KEYS)), consistent)),
  );
  return rows;
};

const readInto = async (rows: Record<string, Row[]>, keys: Keys, ConsistentRead: boolean): Promise<void> => {
  let left = keys;
  for (let attempt = 0; Object.keys(left).length > 0; attempt += 1) {
    if (attempt === TRIES) throw new DomainError('UNAVAILABLE', 'The data could not be read: try again.');
    if (attempt > 0) await wait(backOff(attempt, WAITS_MS));
    const RequestItems = Object.fromEntries(
      Object.entries(left).map(([table, Keys]) => [table, { Keys, ConsistentRead }]),
    );
    const { Responses = {}, UnprocessedKeys = {} } = await dynamodb.send(new BatchGetCommand({ RequestItems }));
    for (const [table, found] of Object.entries(Responses)) rows[table]?.push(...found);
    left = Object.fromEntries(Object.entries(UnprocessedKeys).map(([table, { Keys = [] }]) => [table, Keys as Key[]]));
  }
};

const byTable = (keys: [string, Key][]): Keys => {
  const grouped: Keys = {};
  for (const [table, key] of keys) {
    grouped[table] ??= [];
    grouped[table].push(key);
  }
  return grouped;
};
