import { setTimeout as wait } from 'node:timers/promises';
import { BatchWriteCommand, type BatchWriteCommandInput, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { outageError } from '@ecommerce/shared/outages.ts';
import type { IndexChange, SearchEntry } from './searchIndex.ts';

const { SEARCH_TABLE: TableName } = readEnvironment({ SEARCH_TABLE: name });

/** As many writes as one BatchWriteItem takes. */
const BATCH = 25;
const TRIES = 8;

type Writes = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/**
 * Applies a change to the index. What fails midway is applied again as a whole: each write sets or removes one row whatever was there.
 *
 * @throws Error `ServiceUnavailable` when DynamoDB keeps leaving writes out
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
      throw outageError(new Error(`DynamoDB left ${left.length} writes of the search index out ${TRIES} times`));
    if (attempt > 0) await wait(Math.random() * 25 * 2 ** attempt);
    const { UnprocessedItems } = await dynamodb.send(new BatchWriteCommand({ RequestItems: { [TableName]: left } }));
    left = UnprocessedItems?.[TableName] ?? [];
  }
};

/** A place in one term's entries: where the next page begins. `price` is part of it in the order of prices. */
export type Place = { position: string; price?: string | undefined };

/** Which entries are wanted: those that have any of the terms, by price or newest first, of a category and in a range of prices if asked for. */
export type EntryQuery = {
  terms: string[];
  sort: 'newest' | 'price-asc' | 'price-desc';
  /** Both ends included, as in the entries. */
  prices?: { min: string; max: string } | undefined;
  category?: string | undefined;
};

/** Entries, how many were looked at for them, and where to go on if there are more. */
export type EntryPage = { entries: SearchEntry[]; examined: number; next: Place | undefined };

/**
 * Looks at up to `limit` entries of the terms together after a place and answers those that fit, each product once. In the order of prices a price
 * range bounds what is looked at; in the order of time prices are compared with each entry.
 */
export const queryEntries = async (query: EntryQuery, page: EntryPageRequest): Promise<EntryPage> => {
  const share = { ...page, limit: Math.ceil(page.limit / query.terms.length) };
  const pages = await Promise.all(query.terms.map((term) => queryTerm(term, query, share)));
  return merged(pages, query.sort);
};

type EntryPageRequest = { limit: number; after: Place | undefined };

/** The pages of several terms as one, as far as all of them reach. Places are the same in each, so one is where all go on. */
const merged = (pages: EntryPage[], sort: EntryQuery['sort']): EntryPage => {
  const [next] = pages.flatMap((page) => page.next ?? []).sort(inOrder(sort));
  const entries = new Map(pages.flatMap((page) => page.entries).map((entry) => [entry.position, entry]));
  return {
    entries: [...entries.values()].sort(inOrder(sort)).filter((entry) => !next || inOrder(sort)(entry, next) <= 0),
    examined: pages.reduce((sum, { examined }) => sum + examined, 0),
    next,
  };
};

/** Compares two places, or entries, as a list in this order has them. */
const inOrder = (sort: EntryQuery['sort']) => (one: Place, other: Place) => {
  const keyOf = ({ price = '', position }: Place) => (sort === 'newest' ? position : `${price} ${position}`);
  const ascending = keyOf(one) < keyOf(other) ? -1 : Number(keyOf(one) > keyOf(other));
  return sort === 'price-asc' ? ascending : -ascending;
};

const queryTerm = async (
  term: string,
  { sort, prices, category }: EntryQuery,
  { limit, after }: EntryPageRequest,
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
