import type { Product } from '../product/product.ts';
import { termsOf } from './searchTerms.ts';

/** One row of the index: a product under one of its terms. */
export type SearchEntry = {
  /** A folded word or beginning of one; `ALL_TERM`; or a `categoryTerm`. Words are letters and digits, so the three never meet. */
  term: string;
  /** `createdAt#id`: a term's products in the order in which they were offered. */
  position: string;
  /** Minor units with leading zeros, so that text order is price order, and `#createdAt`, so that equal prices have an order too. */
  price: string;
  category: string;
};

/** The term of every product on sale. */
export const ALL_TERM = '*';

/** The term of every product on sale of one category. */
export const categoryTerm = (category: string): string => `category:${category}`;

/** Digits of the highest price in minor units. */
const PRICE_DIGITS = 9;

const priceText = (unitPrice: number): string => String(unitPrice).padStart(PRICE_DIGITS, '0');

/** What the `price` of entries lies between: from one price to another, both included; an end that is absent is open. */
export const priceRange = (from: number | undefined, to: number | undefined): { min: string; max: string } => ({
  min: from === undefined ? priceText(0) : priceText(from),
  max: `${to === undefined ? '9'.repeat(PRICE_DIGITS) : priceText(to)}$`, // $ comes right after #
});

/** The product that an entry's position names. */
export const productIdAt = (position: string): string => position.slice(position.indexOf('#') + 1);

/** The text of a product that is searched. */
export const searchedText = ({ productName, category, description }: Product): string =>
  `${productName}\n${category}\n${description}`;

/** The index entries that a product on sale has. */
export const entriesOf = (product: Product): SearchEntry[] => {
  const { createdAt, id, unitPrice, category } = product;
  const entry = { position: `${createdAt}#${id}`, price: `${priceText(unitPrice)}#${createdAt}`, category };
  const terms = [ALL_TERM, categoryTerm(category), ...termsOf(searchedText(product))];
  return terms.map((term) => ({ term, ...entry }));
};

/** What turns the index as it was for one state of a product into what it must be for another. */
export type IndexChange = { puts: SearchEntry[]; deletes: Pick<SearchEntry, 'term' | 'position'>[] };

/**
 * How the index follows a change of a product; nothing, where nothing that is indexed changed (a sale, for one). Applied twice it is
 * applied once. A product that was touched (`reindexedAt`) is written whole, whatever the index holds.
 *
 * @param between how the product was on its way: the index may hold part of any of it, or lack part of what it held before
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

/** All that the index depends on. */
const indexed = (product: Product | undefined): string | undefined => {
  if (!isOnSale(product)) return undefined;
  const { id, createdAt, productName, description, category, unitPrice } = product;
  return JSON.stringify([id, createdAt, productName, description, category, unitPrice]);
};
