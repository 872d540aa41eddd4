import { createHash } from 'node:crypto';
import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { invalidInput } from '@ecommerce/shared/errors.ts';
import { minorUnitsOf } from '@ecommerce/shared/money.ts';
import { CategoryName, singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import type { Product } from '../product/product.ts';
import { ALL_TERM, categoryTerm, priceRange, searchedText } from './indexEntries.ts';
import type { EntryQuery, Place } from './searchIndexStore.ts';
import { hasWords, rarestTerms, wantedWords } from './searchTerms.ts';

const MOST_WORDS = 8;

/** A bound of a price range in a query: a decimal like prices, or `0`. */
const PriceBound = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,3})?$/, 'must be a decimal as prices are')
  .meta({ description: 'Included. A decimal with at most as many fraction digits as prices have.' })
  .transform(Number);

/** The words to search for. */
const SearchText = singleLineText(100).superRefine((text, { addIssue }) => {
  const { length } = wantedWords(text).flatMap(({ parts }) => parts);
  if (length === 0) addIssue('must hold a letter or a digit');
  if (length > MOST_WORDS) addIssue(`must be at most ${MOST_WORDS} words`);
});

/** The most products that can be read by id at once. */
const MOST_IDS = 100;

/** Ids separated by commas, each once. */
const ProductIds = z
  .string()
  .regex(/^[^,]{1,128}(,[^,]{1,128})*$/, 'must be ids, separated by commas')
  .meta({ description: `Up to ${MOST_IDS} ids, separated by commas: these products, in this order.` })
  .transform((text) => [...new Set(text.split(','))])
  .refine(({ length }) => length <= MOST_IDS, `must be at most ${MOST_IDS} ids`);

/** Query of `GET /products`. */
export const ProductsQuery = z
  .strictObject({
    ids: ProductIds.optional(),
    category: CategoryName.optional(),
    q: SearchText.optional(),
    sort: z.enum(['newest', 'price-asc', 'price-desc']).default('newest'),
    minPrice: PriceBound.optional(),
    maxPrice: PriceBound.optional(),
    ...pageParameters(),
  })
  .refine(({ minPrice, maxPrice }) => minPrice === undefined || maxPrice === undefined || minPrice <= maxPrice, {
    path: ['minPrice'],
    message: 'must not be more than maxPrice',
  })
  .refine(({ ids, limit: _, sort, ...search }) => ids === undefined || (sort === 'newest' && isEmpty(search)), {
    path: ['ids'],
    message: 'must not stand beside a search, another order or a cursor',
  });

const isEmpty = (fields: object): boolean => Object.values(fields).every((value) => value === undefined);

/** A search. Only `sort` is required. Prices are in minor units. */
export type ProductSearch = Pick<z.output<typeof ProductsQuery>, 'category' | 'q' | 'sort' | 'minPrice' | 'maxPrice'>;

/**
 * Converts the prices of a query to minor units of the shop's currency.
 *
 * @throws DomainError INVALID_INPUT for a price with too many digits for the currency
 */
export const withMinorUnitPrices = (query: ProductSearch, currency: string): ProductSearch => {
  const price = (path: 'minPrice' | 'maxPrice') => {
    const decimal = query[path];
    return decimal === undefined ? {} : { [path]: minorUnitsOf(path, decimal, currency) };
  };
  return { ...query, ...price('minPrice'), ...price('maxPrice') };
};

/** Returns whether an index of the table `Products` can answer the search by itself. */
export const isPlainList = ({ q, sort, minPrice, maxPrice }: ProductSearch): boolean =>
  q === undefined && sort === 'newest' && minPrice === undefined && maxPrice === undefined;

/** Returns which index entries to read for a search, and whether some of them may not match it. */
export const entryQueryOf = (search: ProductSearch): EntryQuery & { filtered: boolean; wordsLeft: boolean } => {
  const { category, q, sort, minPrice, maxPrice } = search;
  const words = q === undefined ? [] : wantedWords(q);
  const terms = rarestTerms(words);
  const prices = minPrice === undefined && maxPrice === undefined ? undefined : priceRange(minPrice, maxPrice);
  const categoryLeft = terms.length === 0 ? undefined : category;
  return {
    terms: terms.length > 0 ? terms : [category === undefined ? ALL_TERM : categoryTerm(category)],
    sort,
    prices,
    category: categoryLeft,
    filtered: categoryLeft !== undefined || (prices !== undefined && sort === 'newest'),
    wordsLeft: words.length > 1 || words.some(({ whole }) => terms.length > 1 || !terms.includes(whole)),
  };
};

/** Returns whether a product matches a search now, whatever the index said. */
export const matches = (product: Product, { category, q, minPrice, maxPrice }: ProductSearch): boolean =>
  product.status === 'approved' &&
  (category === undefined || product.category === category) &&
  (minPrice === undefined || product.unitPrice >= minPrice) &&
  (maxPrice === undefined || product.unitPrice <= maxPrice) &&
  (q === undefined || hasWords(searchedText(product), wantedWords(q)));

/** Returns the prefix of a search's cursors, which distinguishes them from those of other searches. */
export const listKeyOf = ({ category, q, sort, minPrice, maxPrice }: ProductSearch): string =>
  createHash('sha256')
    .update(JSON.stringify([category ?? null, q ?? null, sort, minPrice ?? null, maxPrice ?? null]))
    .digest('base64url')
    .slice(0, 10);

const badCursor = () => invalidInput([{ path: 'cursor', message: 'is not a cursor of this list' }]);

/** Returns a cursor without its prefix. @throws DomainError INVALID_INPUT for a cursor of another search */
export const withoutListKey = (cursor: string, search: ProductSearch): string => {
  const key = listKeyOf(search);
  if (!cursor.startsWith(`${key}.`)) throw badCursor();
  return cursor.slice(key.length + 1);
};

const Position = z.string().regex(/^[\x21-\x7e]{1,200}$/);

/** Encodes a position in the index as a cursor. */
export const cursorOf = ({ position, price }: Place): string =>
  Buffer.from(JSON.stringify(price === undefined ? [position] : [price, position])).toString('base64url');

/**
 * Decodes a cursor of the index. DynamoDB does not start a query outside of the requested range, so such a cursor is rejected here.
 *
 * @throws DomainError INVALID_INPUT
 */
export const placeAt = (cursor: string, { sort, prices }: EntryQuery): Place => {
  const Price = z
    .string()
    .regex(/^\d{9}#[\x21-\x7e]{1,50}$/)
    .refine((price) => prices === undefined || (prices.min <= price && price <= prices.max));
  try {
    const json: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (sort === 'newest') return { position: z.tuple([Position]).parse(json)[0] };
    const [price, position] = z.tuple([Price, Position]).parse(json);
    return { price, position };
  } catch {
    throw badCursor();
  }
};
