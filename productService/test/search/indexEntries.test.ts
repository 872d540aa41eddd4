import { describe, expect, test } from '@jest/globals';
import type { Product } from '../../src/product/product.ts';
import { entriesOf, indexChange } from '../../src/search/indexEntries.ts';
import { product, waitingProduct } from '../samples.ts';

const small = (more: Partial<Product> = {}) =>
  product({ productName: 'ab', description: 'ab', category: 'ab', approvedCategory: 'ab', ...more });
const terms = (entries: { term: string }[]) => entries.map(({ term }) => term).sort();

test('a product on sale has an entry for all products, for its category and for each term', () => {
  expect(entriesOf(small())).toEqual(
    ['*', 'category:ab', 'a', 'ab'].map((term) => ({
      term,
      position: `${small().createdAt}#${small().id}`,
      price: `000004999#${small().createdAt}`,
      category: 'ab',
    })),
  );
});

test('a category’s entry never collides with a word’s, whatever its name', () => {
  const found = terms(entriesOf(small({ category: '*', productName: 'category:ab' })));

  expect(new Set(found).size).toBe(found.length);
  expect(found).toEqual(expect.arrayContaining(['*', 'category:*', 'category', 'ab']));
});

describe('the index', () => {
  const nothing = { puts: [], deletes: [] };

  test.each<[string, Product | undefined, Product | undefined]>([
    ['a write of what is not searched', small(), small({ updatedAt: 'later' })],
    ['an offer', undefined, waitingProduct()],
    ['a checked image', waitingProduct(), small({ status: 'pending' })],
    ['a rejection of what was never on sale', small({ status: 'pending' }), small({ status: 'rejected' })],
    [
      'another text of what is not on sale',
      small({ status: 'pending' }),
      small({ status: 'pending', productName: 'x' }),
    ],
    ['the end of what was never on sale', small({ status: 'pending' }), undefined],
    ['a new image that is waited for', small(), small({ replacement: { fileName: 'a', fileType: 'b', version: 'c' } })],
    ['what came and went between two batches', undefined, undefined],
  ])('is not changed by %s', (_, before, after) => {
    expect(indexChange(before, after)).toEqual(nothing);
  });

  test('gets all entries with an approval and loses them when it ends', () => {
    const all = ['*', 'a', 'ab', 'category:ab'];

    expect(terms(indexChange(small({ status: 'pending' }), small()).puts)).toEqual(all);
    for (const after of [undefined, small({ status: 'rejected' }), small({ status: 'pending', productName: 'new' })]) {
      const { puts, deletes } = indexChange(small(), after);
      expect([puts, terms(deletes)]).toEqual([[], all]);
    }
  });

  test('has the new price in every entry', () => {
    const { puts, deletes } = indexChange(small(), small({ unitPrice: 1 }));

    expect(puts.map(({ price }) => price)).toEqual(Array(4).fill(`000000001#${small().createdAt}`));
    expect(deletes).toEqual([]);
  });

  test('loses only the words that a new text lacks, if a batch skips from one approval to the next', () => {
    const { puts, deletes } = indexChange(small(), small({ productName: 'ac', description: 'ac' }));

    expect(terms(puts)).toEqual(['*', 'a', 'ab', 'ac', 'category:ab']);
    expect(deletes).toEqual([]);
    expect(terms(indexChange(small(), small({ productName: 'a', description: 'a', category: 'c' })).deletes)).toEqual([
      'ab',
      'category:ab',
    ]);
  });

  test('is written completely for a touched product, and emptied of one that is not on sale', () => {
    const reindexedAt = '2026-01-03T00:00:00.000Z';

    expect(terms(indexChange(small(), small({ reindexedAt })).puts)).toHaveLength(4);
    expect(
      terms(indexChange(small({ status: 'pending' }), small({ status: 'pending', reindexedAt })).deletes),
    ).toHaveLength(4);
  });

  test('never puts and deletes one entry in one batch', () => {
    const { puts, deletes } = indexChange(small(), small({ reindexedAt: 'x', productName: 'abc' }));

    expect(terms(deletes).filter((term) => terms(puts).includes(term))).toEqual([]);
  });
});
