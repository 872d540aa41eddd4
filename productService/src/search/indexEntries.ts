import type { Product } from '../product/product.ts';
import { termsOf } from './searchTerms.ts';

/** One row of the index: a product under one of its terms. */
export type SearchEntry = {
  /**
   * A folded word or the beginning of one, `ALL_TERM`, or a `categoryTerm`. Words consist of letters and digits, so the three cannot
   * collide.
   */
  term: string;
  /** `createdAt#id`, which sorts a term's products by the time when they were offered. */
  position: string;
  /** Minor units with leading zeros, so that text order is price order, then `#createdAt`, so that equal prices have an order too. */
  price: string;
  category: string;
};

/** The term that every product on sale has. */
export const ALL_TERM = '*';

/** Returns the term that every product on sale in a category has. */
export const categoryTerm = (category: string): string => `category:${category}`;

/** Digits of the highest price in minor units. */
const PRICE_DIGITS = 9;

const priceText = (unitPrice: number): string => String(unitPrice).padStart(PRICE_DIGITS, '0');

/** Returns the bounds for the `price` of entries. Both prices are included; an absent one leaves the range open. */
export const priceRange = (from: number | undefined, to: number | undefined): { min: string; max: string } => ({
  min: from === undefined ? priceText(0) : priceText(from),
  max: `${to === undefined ? '9'.repeat(PRICE_DIGITS) : priceText(to)}$`, // $ comes right after #
});

/** Returns the product id in an entry's position. */
export const productIdAt = (position: string): string => position.slice(position.indexOf('#') + 1);

/** Returns the text of a product that searches look at. */
export const searchedText = ({ productName, category, description }: Product): string =>
  `${productName}\n${category}\n${description}`;

/** Returns the index entries of a product on sale. */
export const entriesOf = (product: Product): SearchEntry[] => {
  const { createdAt, id, unitPrice, category } = product;
  const entry = { position: `${createdAt}#${id}`, price: `${priceText(unitPrice)}#${createdAt}`, category };
  const terms = [ALL_TERM, categoryTerm(category), ...termsOf(searchedText(product))];
  return terms.map((term) => ({ term, ...entry }));
};

/** The writes that take the index from one state of a product to another. */
export type IndexChange = { puts: SearchEntry[]; deletes: Pick<SearchEntry, 'term' | 'position'>[] };

/**
 * Returns the writes to the index after a change of a product: none if nothing indexed has changed, as with a sale. Applying them is
 * idempotent. A touched product (`reindexedAt`) is written completely, whatever the index contains.
 *
 * @param between states between `before` and `after`: the index may contain entries of each, or lack some of `before`
 */
export const indexChange = (
  before: Product | undefined,
  after: Product | undefined,
  between: Product[] = [],
): IndexChange => {
  const touched = after !== undefined && after.reindexedAt !== before?.reindexedAt;
  if (!touched && [after, ...between].every((state) => indexed(state) === indexed(before)))
    return { puts: [], deletes: [] };
  const puts = isOnSale(after) ? entriesOf(after) : [];
  const kept = new Set(puts.map(keyOf));
  const known = [before, ...between, touched ? after : undefined].filter((state) => touched || isOnSale(state));
  const stale = new Map(
    known.flatMap((product) => (product ? entriesOf(product) : [])).map((entry) => [keyOf(entry), entry]),
  );
  const deletes = [...stale].flatMap(([key, { term, position }]) => (kept.has(key) ? [] : [{ term, position }]));
  return { puts, deletes };
};

const isOnSale = (product: Product | undefined): product is Product => product?.status === 'approved';

const keyOf = ({ term, position }: SearchEntry): string => `${term}\n${position}`;

/** Returns everything that the index depends on, for comparison. */
const indexed = (product: Product | undefined): string | undefined => {
  if (!isOnSale(product)) return undefined;
  const { id, createdAt, productName, description, category, unitPrice } = product;
  return JSON.stringify([id, createdAt, productName, description, category, unitPrice]);
};
