import { createHash } from 'node:crypto';
import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { invalidInput } from '@ecommerce/shared/errors.ts';
import { minorUnitsOf } from '@ecommerce/shared/money.ts';
import { arrayUpTo, CategoryName, singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { type Criteria, type Place, SORTS } from '../searchEngine/findProducts.ts';
import { wantedWords } from '../searchEngine/wantedWords.ts';

const MOST_WORDS = 8;

/** A bound of a price range in a query: a decimal like prices, or `0`. */
const PriceBound = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,3})?$/, 'must be a decimal as prices are')
  .meta({ description: 'Included. A decimal with at most as many fraction digits as prices have.' })
  .transform(Number);

/** The words to search for. */
const SearchText = singleLineText(100).superRefine((text, { addIssue }) => {
  const { length } = wantedWords(text).words;
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

/** The most options and attributes that one search filters by, and the most values of one. */
const MOST_PROPERTIES = 10;
const MOST_VALUES = 20;

/** Values of options and attributes, by name. In the address each is a parameter of its own: `attr.Size=M&attr.Size=L`. */
const Properties = z
  .record(singleLineText(50), arrayUpTo(MOST_VALUES, singleLineText(200)))
  .refine((all) => Object.keys(all).length <= MOST_PROPERTIES, `must be at most ${MOST_PROPERTIES} names`)
  .meta({
    description:
      'Options and attributes: `attr.Size=M&attr.Size=L&attr.Material=wool`. One of the values of each name. Each is a parameter of its own, with `attr.` before the name.',
  });

/** Query of `GET /products`. */
export const ProductsQuery = z
  .strictObject({
    ids: ProductIds.optional(),
    category: CategoryName.optional(),
    q: SearchText.optional(),
    sort: z.enum(SORTS).default('newest'),
    minPrice: PriceBound.optional(),
    maxPrice: PriceBound.optional(),
    attr: Properties.optional(),
    facets: z
      .enum(['true', 'false'])
      .meta({ description: '`true` adds `facets` and `total` to the page.' })
      .transform((text) => text === 'true')
      .optional(),
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
export type ProductSearch = Pick<
  z.output<typeof ProductsQuery>,
  'category' | 'q' | 'sort' | 'minPrice' | 'maxPrice' | 'attr'
> & {
  /** The category and all below it; the category alone if absent. */
  categories?: readonly string[] | undefined;
};

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

/** Returns whether an index of the table `Products` can answer the search by itself: by time, or by relevance for no words. */
export const isPlainList = ({ q, sort, minPrice, maxPrice, attr }: ProductSearch): boolean =>
  q === undefined &&
  (sort === 'newest' || sort === 'relevance') &&
  minPrice === undefined &&
  maxPrice === undefined &&
  attr === undefined;

/** Returns the names of the categories that products may have; any without one. */
export const categoriesOf = ({ category, categories }: ProductSearch): readonly string[] | undefined =>
  categories ?? (category === undefined ? undefined : [category]);

/** Returns what products must match. */
export const criteriaOf = ({ q, attr, category, categories, ...search }: ProductSearch): Criteria => ({
  ...search,
  categories: categoriesOf({ category, categories, sort: search.sort }),
  ...(q === undefined ? {} : { words: wantedWords(q) }),
  ...(attr === undefined ? {} : { properties: new Map(Object.entries(attr)) }),
});

/** Returns the prefix of a search's cursors, which distinguishes them from those of other searches. */
export const listKeyOf = ({ category, q, sort, minPrice, maxPrice, attr = {} }: ProductSearch): string => {
  const properties = Object.entries(attr).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([category ?? null, q ?? null, sort, minPrice ?? null, maxPrice ?? null, properties]))
    .digest('base64url')
    .slice(0, 10);
};

const badCursor = () => invalidInput([{ path: 'cursor', message: 'is not a cursor of this list' }]);

/** Returns a cursor without its prefix. @throws DomainError INVALID_INPUT for a cursor of another search */
export const withoutListKey = (cursor: string, search: ProductSearch): string => {
  const key = listKeyOf(search);
  if (!cursor.startsWith(`${key}.`)) throw badCursor();
  return cursor.slice(key.length + 1);
};

/** Encodes a place in the order of a search as a cursor. */
export const cursorOf = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

const PlaceSchema = z.tuple([z.number(), z.number(), z.string().min(1).max(200)]);

/** Decodes a cursor. @throws DomainError INVALID_INPUT */
export const placeAt = (cursor: string): Place => {
  try {
    return PlaceSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw badCursor();
  }
};
