import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../../src/product/product.ts';
import {
  type Criteria,
  countHits,
  findHits,
  type Hits,
  hitFacets,
  hitsAfter,
  type Place,
  SORTS,
} from '../../src/searchEngine/findProducts.ts';
import { documentOf, propertiesOf } from '../../src/searchEngine/searchDocument.ts';
import {
  applyChanges,
  emptySegment,
  idsIn,
  indexOf,
  type ProductState,
  wholeSegment,
} from '../../src/searchEngine/searchIndex.ts';
import { listedAt, segmentOf } from '../../src/searchEngine/segment.ts';
import { decodeSegment, encodeSegment } from '../../src/searchEngine/segmentFile.ts';
import { wantedWords } from '../../src/searchEngine/wantedWords.ts';
import { product } from '../samples.ts';

const WORDS = ['shoe', 'shoes', 'shoos', 'red', 'blue', 't-shirt', 'tshirt', '红色鞋', 'größe'];
const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const anyProduct = fc
  .record({
    id: fc.constantFrom(...'abcdefghij'),
    productName: text,
    categories: fc.subarray(['hats', 'bags', 'none'], { minLength: 1 }),
    description: text,
    unitPrice: fc.integer({ min: 1, max: 5 }),
    createdAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'),
    attributes: fc.dictionary(fc.constantFrom('Size', 'Fit', 'category'), fc.constantFrom('S', 'M')),
    status: fc.constantFrom('approved' as const, 'approved' as const, 'pending' as const),
  })
  .map((more) => product(more));
const anyChange = fc.oneof(
  { weight: 4, arbitrary: anyProduct },
  { weight: 1, arbitrary: fc.constantFrom(...'abcdefghij').map((id) => ({ id, deleted: true as const })) },
);
type Change = Product | { id: string; deleted: true };
const anyCriteria: fc.Arbitrary<Criteria> = fc.record(
  {
    sort: fc.constantFrom(...SORTS),
    words: text.map(wantedWords),
    category: fc.constantFrom('hats', 'bags'),
    minPrice: fc.integer({ min: 0, max: 6 }),
    maxPrice: fc.integer({ min: 0, max: 6 }),
    properties: fc
      .dictionary(fc.constantFrom('Size', 'Fit'), fc.subarray(['S', 'M'], { minLength: 1 }))
      .map((all) => new Map(Object.entries(all))),
  },
  { requiredKeys: ['sort'] },
) as fc.Arbitrary<Criteria>;

const stateOf = (change: Change): ProductState => ({
  id: change.id,
  document: 'deleted' in change ? undefined : documentOf(change),
});
const latest = (history: Change[]): Product[] =>
  [...new Map(history.map((change) => [change.id, change])).values()].flatMap((change) =>
    'deleted' in change || change.status !== 'approved' ? [] : change,
  );
const rebuilt = (products: Product[]) => indexOf(segmentOf(products.flatMap((row) => documentOf(row) ?? [])));

/** Plays changes in batches; after each one of `compactions` says whether the index gets a new file. */
const played = (batches: Change[][], compactions: boolean[]) => {
  let index = indexOf(emptySegment());
  batches.forEach((batch, number) => {
    applyChanges(index, batch.map(stateOf));
    if (!compactions[number]) return;
    const file = decodeSegment(encodeSegment(wholeSegment(index)));
    if (!file) throw new Error('no file');
    index = indexOf(file);
  });
  return index;
};
const history = fc.array(fc.array(anyChange, { maxLength: 6 }), { maxLength: 8 });
const placesAfter = (hits: Hits, after: Place | undefined, limit: number): Place[] =>
  hitsAfter(hits, after, limit).map(({ place }) => place);
const allPlaces = (index: ReturnType<typeof indexOf>, criteria: Criteria) =>
  placesAfter(findHits(index, criteria), undefined, 1000);
/** What is shown, in order. */
const shown = (index: ReturnType<typeof indexOf>, criteria: Criteria): unknown[] =>
  hitsAfter(findHits(index, criteria), undefined, 1000).map(({ segment, document }) =>
    JSON.parse(listedAt(segment, document)),
  );
const sortedFacets = (index: ReturnType<typeof indexOf>, criteria: Criteria) => hitFacets(findHits(index, criteria));

test('after any history the index finds, ranks, shows and counts what one that is built anew does', () => {
  fc.assert(
    fc.property(history, fc.array(fc.boolean()), anyCriteria, (batches, compactions, criteria) => {
      const index = played(batches, compactions);
      const fresh = rebuilt(latest(batches.flat()));
      expect(allPlaces(index, criteria)).toEqual(allPlaces(fresh, criteria));
      expect(shown(index, criteria)).toEqual(shown(fresh, criteria));
      expect(sortedFacets(index, criteria)).toEqual(sortedFacets(fresh, criteria));
      expect(idsIn(index).sort()).toEqual(idsIn(fresh).sort());
    }),
    { numRuns: 300 },
  );
});

test('changes that come twice, or all again, change nothing', () => {
  fc.assert(
    fc.property(history, fc.array(fc.boolean()), anyCriteria, (batches, compactions, criteria) => {
      const index = played(batches, compactions);
      const before = allPlaces(index, criteria);
      const states = new Map(batches.flat().map((change) => [change.id, stateOf(change)]));
      applyChanges(index, [...states.values()]);
      applyChanges(index, [...states.values()]);
      expect(allPlaces(index, criteria)).toEqual(before);
    }),
  );
});

test('pages of any length are the whole list, none is empty before its end, and all prices, categories and properties match', () => {
  fc.assert(
    fc.property(fc.array(anyProduct), anyCriteria, fc.integer({ min: 1, max: 4 }), (products, criteria, limit) => {
      const own = latest(products);
      const hits = findHits(rebuilt(own), criteria);
      const paged: Place[] = [];
      for (;;) {
        const page = placesAfter(hits, paged.at(-1), limit);
        paged.push(...page);
        if (page.length < limit) break;
      }
      expect(paged).toHaveLength(countHits(hits));
      expect(paged).toEqual(placesAfter(hits, undefined, 1000));
      const { categories, minPrice = 0, maxPrice = 9, properties = new Map() } = criteria;
      const filtered = own.filter(
        (row) =>
          (categories === undefined || categories.includes(row.category)) &&
          row.unitPrice >= minPrice &&
          row.unitPrice <= maxPrice &&
          [...properties].every(([name, values]) =>
            propertiesOf(row).some(([other, value]) => other === name && values.includes(value)),
          ),
      );
      if (!criteria.words) expect(paged.map(([, , id]) => id).sort()).toEqual(filtered.map(({ id }) => id).sort());
    }),
  );
});

test('a cursor goes on at its place, whatever other products come and go meanwhile', () => {
  fc.assert(
    fc.property(fc.array(anyProduct), fc.array(anyProduct), anyCriteria, (before, others, criteria) => {
      const own = latest(before);
      const [first] = placesAfter(findHits(rebuilt(own), criteria), undefined, 1);
      fc.pre(first !== undefined);
      const added = latest(others).map((row) => ({ ...row, id: `${row.id}2` }));
      const after = placesAfter(findHits(rebuilt([...own, ...added]), criteria), first, 1000);
      const isOwn = ([, , id]: Place) => own.some((row) => row.id === id);
      expect(after.filter(isOwn)).toEqual(placesAfter(findHits(rebuilt(own), criteria), first, 1000));
    }),
  );
});

test('facets are what counting each product by itself gives', () => {
  fc.assert(
    fc.property(fc.array(anyProduct), anyCriteria, (products, criteria) => {
      const own = latest(products);
      const index = rebuilt(own);
      const ids = new Set(allPlaces(index, criteria).map(([, , id]) => id));
      const counts = new Map<string, number>();
      for (const row of own.filter(({ id }) => ids.has(id))) {
        for (const pair of [['', row.category], ...propertiesOf(row)]) {
          counts.set(JSON.stringify(pair), (counts.get(JSON.stringify(pair)) ?? 0) + 1);
        }
      }
      const facets = hitFacets(findHits(index, criteria)).flatMap(({ name, values }, place) =>
        values.map(({ value, count }) => [JSON.stringify([place === 0 ? '' : name, value]), count]),
      );
      expect(new Map(facets as [string, number][])).toEqual(counts);
    }),
  );
});

test('the most frequent values come first, and only so many', () => {
  const rows = Array.from({ length: 150 }, (_, number) =>
    product({
      id: `p${number}`,
      category: 'one',
      attributes: { Serial: `n${number}`, Fit: number < 9 ? 'wide' : 'slim' },
    }),
  );
  const facets = hitFacets(findHits(rebuilt(rows), { sort: 'newest' }));

  expect(facets.map(({ name, values }) => [name, values.length])).toEqual([
    ['category', 1],
    ['Fit', 2],
    ['Serial', 100],
  ]);
  expect(facets[1]?.values).toEqual([
    { value: 'slim', count: 141 },
    { value: 'wide', count: 9 },
  ]);
});

test('a file of another format is not read', () => {
  const bytes = encodeSegment(emptySegment());
  const other = Buffer.from(Buffer.from(bytes).toString('latin1').replace('"format":2', '"format":9'), 'latin1');

  expect(decodeSegment(new Uint8Array(other))).toBeUndefined();
  expect(decodeSegment(bytes)).toEqual(emptySegment());
});
