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
  ofSegment: { segment: SearchSegment; documents: number[]; ranks: Float64Array }[];
};

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

const matching = (segment: SearchSegment, { words }: Criteria): number[] => {
  if (words) return matchWords(segment, words);
  segment.scratch.scores.fill(0);
  segment.scratch.misspelt.fill(0);
  const documents: number[] = [];
  for (let document = 0; document < segment.ids.length; document += 1) {
    if (!segment.removed[document]) documents.push(document);
  }
  return documents;
};

const filtered = (segment: SearchSegment, documents: number[], criteria: Criteria): number[] => {
  const { categories, minPrice = 0, maxPrice = Number.POSITIVE_INFINITY, properties = new Map() } = criteria;
  const wanted = [...(categories === undefined ? [] : [['', categories] as const]), ...properties];
  const accepted = wanted.map(
    ([name, values]) =>
      new Set(
        segment.values.flatMap((value, number) => (value[0] === name && values.includes(value[1]) ? number : [])),
      ),
  );
  if (accepted.length === 0 && minPrice === 0 && maxPrice === Number.POSITIVE_INFINITY) return documents;
  return documents.filter((document) => {
    const price = segment.prices[document] ?? 0;
    return price >= minPrice && price <= maxPrice && accepted.every((values) => hasOneOf(segment, document, values));
  });
};

const hasOneOf = ({ valueStarts, docValues }: SearchSegment, document: number, values: Set<number>): boolean => {
  const end = valueStarts[document + 1] ?? 0;
  for (let at = valueStarts[document] ?? 0; at < end; at += 1) if (values.has(docValues[at] ?? 0)) return true;
  return false;
};

const ranksOf = ({ scratch, prices }: SearchSegment, documents: number[], { sort }: Criteria): Float64Array => {
  const direction = { newest: 0, relevance: 0, 'price-asc': 1, 'price-desc': -1 }[sort];
  const ranks = new Float64Array(documents.length);
  for (let index = 0; index < ranks.length; index += 1) {
    const document = documents[index] ?? 0;
    const score = sort === 'relevance' ? (scratch.scores[document] ?? 0) : 0;
    ranks[index] = (scratch.misspelt[document] ? BEYOND : 0) - score + direction * (prices[document] ?? 0);
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

/** Returns the first places after one, in order; `limit` at most. */
export const placesAfter = ({ criteria, ofSegment }: Hits, after: Place | undefined, limit: number): Place[] => {
  const compare = comparing(criteria);
  const direction = criteria.sort === 'price-asc' ? 1 : -1;
  const first: Place[] = [];
  for (const { segment, documents, ranks } of ofSegment) {
    for (let index = documents.length - 1; index >= 0; index -= 1) {
      // documents mostly stand in the order of their creation
      const document = documents[index] ?? 0;
      const rank = ranks[index] ?? 0;
      const last = first.length === limit ? first[limit - 1] : undefined;
      const createdAt = segment.createdAt[document] ?? 0;
      if (last && (rank > last[0] || (rank === last[0] && direction * (createdAt - last[1]) > 0))) continue;
      const place: Place = [rank, createdAt, segment.ids[document] ?? ''];
      if (after && compare(place, after) <= 0) continue;
      if (last && compare(place, last) >= 0) continue;
      insert(first, place, compare);
      if (first.length > limit) first.pop();
    }
  }
  return first;
};

const insert = (places: Place[], place: Place, compare: (one: Place, other: Place) => number): void => {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = places[middle];
    if (other && compare(other, place) <= 0) low = middle + 1;
    else high = middle;
  }
  places.splice(low, 0, place);
};

/** Returns the values of categories, options and attributes of all that match, with how many have each. */
export const hitFacets = ({ ofSegment }: Hits): Facet[] => facetsOf(ofSegment);
