import type { Schemas } from '@ecommerce/client';

/** How many products have each value of a category, option or attribute. */
export type Facet = NonNullable<Schemas['products']['FoundProductList']['facets']>[number];

/** The facet of categories; all others are options and attributes. */
export const CATEGORY = 'category';

const SORTS = ['relevance', 'newest', 'price-asc', 'price-desc'] as const;
export type Sort = (typeof SORTS)[number];

/** Values of options and attributes, by name: products have one of each name's. */
type Properties = ReadonlyMap<string, string[]>;

/** What a person has chosen of a list: everything is in the page's address. */
export type Choices = {
  sort: Sort;
  minPrice: string;
  maxPrice: string;
  category: string | undefined;
  attr: Properties;
};

const PREFIX = 'attr.';
/** The most names, and values of a name, that a search takes. */
const MOST_NAMES = 10;
const MOST_VALUES = 20;
const PRICE = /^\d{1,9}(\.\d{1,2})?$/;

/** Reads the choices from an address; what cannot be one is left out. @param isSearch whether words are searched for */
export const choicesIn = (parameters: URLSearchParams, isSearch: boolean): Choices => {
  const attr = new Map<string, string[]>();
  for (const [key, value] of parameters) {
    const name = key.slice(PREFIX.length);
    if (!key.startsWith(PREFIX) || name === '' || value === '') continue;
    if (attr.has(name) || attr.size < MOST_NAMES) {
      attr.set(name, [...new Set([...(attr.get(name) ?? []), value])].slice(0, MOST_VALUES));
    }
  }
  const priceOf = (name: string) => {
    const text = parameters.get(name) ?? '';
    return PRICE.test(text) ? text : '';
  };
  return {
    sort: sortsOf(isSearch).find((name) => name === parameters.get('sort')) ?? defaultSort(isSearch),
    minPrice: priceOf('minPrice'),
    maxPrice: priceOf('maxPrice'),
    category: parameters.get(CATEGORY) || undefined,
    attr,
  };
};

/** Returns whether there can be a price from the lowest to the highest one. */
export const isPossible = ({ minPrice, maxPrice }: Pick<Choices, 'minPrice' | 'maxPrice'>): boolean =>
  minPrice === '' || maxPrice === '' || Number(minPrice) <= Number(maxPrice);

/**
 * Returns the facets to choose from: those of the list, without what its page is about and what tells nothing apart. Where a value is
 * chosen, `others` has the values that could be chosen as well.
 *
 * @param others the facets with a choice, by name, as if there were none in them
 */
export const facetsToShow = (
  ofList: readonly Facet[],
  others: ReadonlyMap<string, Facet | undefined>,
  hasCategories: boolean,
): Facet[] => {
  const own = ofList.filter(({ name }, index) => name !== CATEGORY || (hasCategories && index === 0)); // an attribute may have that name
  const missing = [...others.keys()].filter((name) => !own.some((facet) => facet.name === name));
  const all = [...own, ...missing.map((name) => ({ name, values: [] }))].map(
    (facet) => others.get(facet.name) ?? facet,
  );
  return all
    .filter(({ name, values }) => values.length > 1 || others.has(name))
    .filter(({ values }) => values.length > 0);
};

/** Returns the order of a list for which none was chosen. */
export const defaultSort = (isSearch: boolean): Sort => (isSearch ? 'relevance' : 'newest');

/** Returns the orders that a list can have: without words nothing is more relevant than anything else. */
export const sortsOf = (isSearch: boolean): Sort[] => SORTS.filter((name) => isSearch || name !== 'relevance');

/** Returns an address's parameters with a value of a facet chosen, or no longer chosen. A list has one category at most. */
export const toggled = (
  parameters: URLSearchParams,
  { name, value }: { name: string; value: string },
): URLSearchParams => {
  const next = new URLSearchParams(parameters);
  const key = name === CATEGORY ? CATEGORY : `${PREFIX}${name}`;
  if (next.has(key, value)) next.delete(key, value);
  else if (name === CATEGORY) next.set(key, value);
  else next.append(key, value);
  return next;
};

/** Returns an address's parameters without what narrows the list down: words and order stay. */
export const cleared = (parameters: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...parameters].filter(([key]) => key === 'q' || key === 'sort'));
