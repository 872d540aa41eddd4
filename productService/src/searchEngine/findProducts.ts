import { type Facet, facetsOf } from './facets.ts';
import { matchWords } from './matchWords.ts';
import type { SearchIndex } from './searchIndex.ts';
import type { SearchSegment } from './searchSegment.ts';
import type { WantedWords } from './wantedWords.ts';

/** In which order products are found. Whatever it is, those that have a word of the search only misspelt come after all others. */
export const SORTS = ['newest', 'price-asc', 'price-desc', 'relevance'] as const;

/** What products must match. Prices are minor units, both included. */
export type Criteria = {
  words?: WantedWords | undefined;
  categories?: readonly string[] | undefined;
  minPrice?: number | undefined;
  maxPrice?: number | undefined;
  /** Options and attributes by name: one of the values of each. */
  properties?: ReadonlyMap<string, readonly string[]> | undefined;
  sort: (typeof SORTS)[number];
};

/** Where a product is in the order of a search. It depends on the product and the search alone. */
export type Place = readonly [rank: number, createdAt: number, id: string];

/** All that match: their numbers in each segment. */
export type Hits = {
  criteria: Criteria;
  ofSegment: { segment: SearchSegment; documents: Uint32Array; ranks: Float64Array }[];
};

/** One product that matches, at its place. */
export type Hit = { place: Place; segment: SearchSegment; document: number };

/** Ranks of misspelt words are beyond all others. */
const BEYOND = 2 ** 40;

/** Finds all products that match. */
export const findHits = (index: SearchIndex, criteria: Criteria): Hits => ({
  criteria,
  ofSegment: [index.base, index.recent].map((segment) => {
    const documents = filtered(segment, matching(segment, criteria), criteria);
    return { segment, documents, ranks: ranksOf(segment, documents, criteria) };
  }),
});

const matching = (segment: SearchSegment, { words }: Criteria): Uint32Array => {
  if (words) return matchWords(segment, words);
  const { scratch, removed } = segment;
  scratch.scores.fill(0);
  scratch.misspelt.fill(0);
  let found = 0;
  for (let document = 0; document < removed.length; document += 1) {
    scratch.found[found] = document;
    if (!removed[document]) found += 1;
  }
  return scratch.found.slice(0, found);
};

const filtered = (segment: SearchSegment, documents: Uint32Array, criteria: Criteria): Uint32Array => {
  const { minPrice = 0, maxPrice = Number.POSITIVE_INFINITY } = criteria;
  const accepted = acceptedValues(segment, criteria);
  if (accepted.length === 0 && minPrice === 0 && maxPrice === Number.POSITIVE_INFINITY) return documents;
  const { prices } = segment;
  return documents.filter((document) => {
    const price = prices[document] ?? 0;
    return price >= minPrice && price <= maxPrice && accepted.every((values) => hasOneOf(segment, document, values));
  });
};

/** Returns for each category, option or attribute that is asked for which values are accepted: 1 at the number of each. */
const acceptedValues = ({ values }: SearchSegment, { categories, properties = new Map() }: Criteria): Uint8Array[] =>
  [...(categories === undefined ? [] : [['', categories] as const]), ...properties].map(([name, wanted]) =>
    Uint8Array.from(values, ([own, value]) => Number(own === name && wanted.includes(value))),
  );

const hasOneOf = ({ valueStarts, docValues }: SearchSegment, document: number, accepted: Uint8Array): boolean => {
  const end = valueStarts[document + 1] ?? 0;
  for (let at = valueStarts[document] ?? 0; at < end; at += 1) if (accepted[docValues[at] ?? 0]) return true;
  return false;
};

const ranksOf = (segment: SearchSegment, documents: Uint32Array, { sort }: Criteria): Float64Array => {
  const { prices } = segment;
  const { scores, misspelt } = segment.scratch;
  const direction = { newest: 0, relevance: 0, 'price-asc': 1, 'price-desc': -1 }[sort];
  const weight = sort === 'relevance' ? 1 : 0;
  const ranks = new Float64Array(documents.length);
  for (let index = 0; index < ranks.length; index += 1) {
    const document = documents[index] ?? 0;
    const priceRank = direction * (prices[document] ?? 0);
    ranks[index] = (misspelt[document] ? BEYOND : 0) + priceRank - weight * (scores[document] ?? 0);
  }
  return ranks;
};

/** Returns a negative number if the first place comes before the second. Equally ranked, the newest come first, but for the cheapest. */
const comparing = ({ sort }: Criteria) => {
  const direction = sort === 'price-asc' ? 1 : -1;
  return (one: Place, other: Place): number =>
    one[0] - other[0] || direction * (one[1] - other[1] || (one[2] < other[2] ? -1 : Number(one[2] > other[2])));
};

/** Returns how many products match. */
export const countHits = ({ ofSegment }: Hits): number =>
  ofSegment.reduce((sum, { documents }) => sum + documents.length, 0);

/** Returns the first hits after a place, in order; `limit` at most. */
export const hitsAfter = ({ criteria, ofSegment }: Hits, after: Place | undefined, limit: number): Hit[] => {
  const compare = comparing(criteria);
  const direction = criteria.sort === 'price-asc' ? 1 : -1;
  const first: Hit[] = [];
  // what a hit must come before, once there are enough
  let last: Place = [Number.POSITIVE_INFINITY, 0, ''];
  for (const { segment, documents, ranks } of ofSegment) {
    const { createdAt: times, ids } = segment;
    for (let step = 0; step < documents.length; step += 1) {
      // documents mostly stand in the order of their creation: from that end most are seen to be too far behind at once
      const index = direction > 0 ? step : documents.length - 1 - step;
      const document = documents[index] ?? 0;
      const rank = ranks[index] ?? 0;
      const createdAt = times[document] ?? 0;
      if (rank > last[0] || (rank === last[0] && direction * (createdAt - last[1]) > 0)) continue;
      const place: Place = [rank, createdAt, ids[document] ?? ''];
      if ((after && compare(place, after) <= 0) || compare(place, last) >= 0) continue;
      insert(first, { place, segment, document }, compare);
      if (first.length > limit) first.pop();
      if (first.length === limit) last = first.at(-1)?.place ?? last;
    }
  }
  return first;
};

const insert = (hits: Hit[], hit: Hit, compare: (one: Place, other: Place) => number): void => {
  let [low, high] = [0, hits.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = hits[middle];
    if (other && compare(other.place, hit.place) <= 0) low = middle + 1;
    else high = middle;
  }
  hits.splice(low, 0, hit);
};

/** Returns the values of categories, options and attributes of all that match, with how many have each. */
export const hitFacets = ({ ofSegment }: Hits): Facet[] => facetsOf(ofSegment);
