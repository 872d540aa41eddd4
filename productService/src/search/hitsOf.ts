import { findHits, type Hits } from '../searchEngine/findProducts.ts';
import type { SearchIndex } from '../searchEngine/searchIndex.ts';
import type { SearchSegment } from '../searchEngine/searchSegment.ts';
import { categoriesOf, criteriaOf, type ProductSearch } from './searchQuery.ts';

/** The most searches whose hits are remembered. With 100,000 products those of one take 1.2 MB at most. */
const MOST_REMEMBERED = 16;

/** The hits in each state of an index, which has a new recent segment after each change. */
const remembered = new WeakMap<SearchSegment, Map<string, Hits>>();

/**
 * Returns all products that match a search. Hits are remembered until the index changes: the pages of a search and its facets are asked for
 * one after the other, and what many search for again and again.
 */
export const hitsOf = (index: SearchIndex, search: ProductSearch): Hits => {
  const known = remembered.get(index.recent) ?? new Map<string, Hits>();
  remembered.set(index.recent, known);
  const { q, minPrice, maxPrice, sort, attr = {} } = search;
  const key = JSON.stringify([q, categoriesOf(search), minPrice, maxPrice, sort, Object.entries(attr)]);
  const hits = known.get(key) ?? findHits(index, criteriaOf(search));
  known.delete(key);
  known.set(key, hits); // as the last, so that the first is what was not asked for the longest
  const [oldest] = known.keys();
  if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
  return hits;
};
