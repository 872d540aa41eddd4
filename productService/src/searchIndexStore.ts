import { setTimeout as wait } from 'node:timers/promises';
import { BatchWriteCommand, type BatchWriteCommandInput, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import type { IndexChange, SearchEntry } from './searchIndex.ts';

const { SEARCH_TABLE: TableName } = readEnvironment({ SEARCH_TABLE: name });

/** As many writes as one BatchWriteItem takes. */
const BATCH = 25;
const TRIES = 8;

type Writes = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/**
 * Applies a change to the index. What fails midway is applied again as a whole: each write sets or removes one row whatever was there.
 *
 * @throws Error when DynamoDB keeps leaving writes out
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export const changeIndex = async ({ puts, deletes }: IndexChange): Promise<void> => {
  const writes: Writes = [
    ...puts.map((Item) => ({ PutRequest: { Item } })),
    ...deletes.map((Key) => ({ DeleteRequest: { Key } })),
  ];
  for (let start = 0; start < writes.length; start += BATCH) await writeAll(writes.slice(start, start + BATCH));
};

const writeAll = async (writes: Writes): Promise<void> => {
  let left = writes;
  for (let attempt = 0; left.length > 0; attempt += 1) {
    if (attempt === TRIES)
      throw new Error(`DynamoDB left ${left.length} writes of the search index out ${TRIES} times`);
    if (attempt > 0) await wait(Math.random() * 25 * 2 ** attempt);
    const { UnprocessedItems } = await dynamodb.send(new BatchWriteCommand({ RequestItems: { [TableName]: left } }));
    left = UnprocessedItems?.[TableName] ?? [];
  }
};

/** A place in one term's entries: where the next page begins. `price` is part of it in the order of prices. */
export type Place = { position: string; price?: string | undefined };

/** Which entries are wanted: of one term, by price or newest first, of a category and in a range of prices if asked for. */
export type EntryQuery = {
  term: string;
  sort: 'newest' | 'price-asc' | 'price-desc';
  /** Both ends included, as in the entries. */
  prices?: { min: string; max: string } | undefined;
  category?: string | undefined;
};

/** Entries, how many were looked at for them, and where to go on if there are more. */
export type EntryPage = { entries: SearchEntry[]; examined: number; next: Place | undefined };

/**
 * Looks at up to `limit` entries after a place and answers those that fit. In the order of prices a price range bounds what is
 * looked at; in the order of time prices are compared with each entry.
 */
export const queryEntries = async (
  { term, sort, prices, category }: EntryQuery,
  { limit, after }: { limit: number; after: Place | undefined },
): Promise<EntryPage> => {
  const byPrice = sort !== 'newest';
  const filters = [
    ...(category === undefined ? [] : ['category = :category']),
    ...(prices && !byPrice ? ['price BETWEEN :min AND :max'] : []),
  ];
  const { Items, ScannedCount, LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      TableName,
      ...(byPrice ? { IndexName: 'byPrice' } : {}),
      KeyConditionExpression: `term = :term${prices && byPrice ? ' AND price BETWEEN :min AND :max' : ''}`,
      ...(filters.length > 0 ? { FilterExpression: filters.join(' AND ') } : {}),
      ExpressionAttributeValues: {
        ':term': term,
        ...(prices ? { ':min': prices.min, ':max': prices.max } : {}),
        ...(category === undefined ? {} : { ':category': category }),
      },
      ScanIndexForward: sort === 'price-asc',
      Limit: limit,
      ...(after ? { ExclusiveStartKey: { term, ...after } } : {}),
    }),
  );
  const entries = (Items ?? []) as SearchEntry[];
  return {
    entries,
    examined: ScannedCount ?? entries.length,
    next: LastEvaluatedKey && placeOf(LastEvaluatedKey, sort),
  };
};

/** Where an entry stands in an order. */
export const placeOf = (entry: Partial<SearchEntry>, sort: EntryQuery['sort']): Place => ({
  position: entry.position ?? '',
  ...(sort === 'newest' ? {} : { price: entry.price }),
});
