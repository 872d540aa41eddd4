import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchWrite } from '@ecommerce/shared/batchWrite.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import type { IndexChange, SearchEntry } from './indexEntries.ts';

const { SEARCH_TABLE: TableName } = readEnvironment({ SEARCH_TABLE: name });

/**
 * Applies a change to the index. Idempotent, and safe to repeat after a failure halfway: each write sets or deletes one row
 * unconditionally.
 *
 * @throws Error `ServiceUnavailable` if DynamoDB leaves writes unprocessed after all attempts
 */
export const changeIndex = (change: IndexChange): Promise<void> => batchWrite(TableName, change);

/** A position in a term's entries, where the next page starts. It includes `price` if entries are sorted by price. */
export type Place = { position: string; price?: string | undefined };

/** A query for entries with any of the terms, by price or newest first, optionally of one category and in a price range. */
export type EntryQuery = {
  terms: string[];
  sort: 'newest' | 'price-asc' | 'price-desc';
  /** Bounds as in the entries, both included. */
  prices?: { min: string; max: string } | undefined;
  category?: string | undefined;
};

/** A page of entries, how many entries were examined, and where the next page starts, if there is one. */
export type EntryPage = { entries: SearchEntry[]; examined: number; next: Place | undefined };

/**
 * Examines up to `limit` entries of all terms together, from a position on, and returns those that match, each product once. Sorted by
 * price, a price range limits the entries read; otherwise it filters them.
 */
export const queryEntries = async (query: EntryQuery, page: EntryPageRequest): Promise<EntryPage> => {
  const share = { ...page, limit: Math.ceil(page.limit / query.terms.length) };
  const pages = await Promise.all(query.terms.map((term) => queryTerm(term, query, share)));
  return merged(pages, query.sort);
};

type EntryPageRequest = { limit: number; after: Place | undefined };

/** Merges the pages of several terms, up to where all of them reach. Positions mean the same in each term, so all continue from one. */
const merged = (pages: EntryPage[], sort: EntryQuery['sort']): EntryPage => {
  const [next] = pages.flatMap((page) => page.next ?? []).sort(inOrder(sort));
  const entries = new Map(pages.flatMap((page) => page.entries).map((entry) => [entry.position, entry]));
  return {
    entries: [...entries.values()].sort(inOrder(sort)).filter((entry) => !next || inOrder(sort)(entry, next) <= 0),
    examined: pages.reduce((sum, { examined }) => sum + examined, 0),
    next,
  };
};

/** Returns a function that compares two positions or entries in a sort order. */
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

/** Returns the position of an entry in a sort order. */
export const placeOf = (entry: Partial<SearchEntry>, sort: EntryQuery['sort']): Place => ({
  position: entry.position ?? '',
  ...(sort === 'newest' ? {} : { price: entry.price }),
});
