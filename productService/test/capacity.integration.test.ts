import '../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { ProductSearch } from '../src/search/searchQuery.ts';
import { measureCapacity } from './capacity.ts';
import { product } from './samples.ts';
import { createSearchTables } from './search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { entriesOf } = await import('../src/search/indexEntries.ts');
const { searchProducts } = await import('../src/search/searchProducts.ts');

const [SMALL, LARGE] = [100, Number(process.env.CAPACITY_PRODUCTS ?? 600)];
const measured = measureCapacity(dynamodb);
jest.setTimeout(1_800_000); // with many products it is a measurement: docs/figures.md

beforeAll(createSearchTables);
afterAll(() => server.close());

/** Whether a search below reads the entries of a term; the others cost nothing but time to write. */
const isAskedFor = (term: string): boolean => /^(\*|category:.*|art|article|new|red)$/.test(term);

let written = 0;
/** Half of the products are shoes, a tenth is red, all are new; prices go through 1 to 100. */
const writeProducts = async (count: number): Promise<void> => {
  for (; written < count; written += 25) {
    const rows = Array.from({ length: 25 }, (_, index) => {
      const number = written + index;
      const category = number % 2 ? 'shoes' : 'hats';
      return product({
        id: randomUUID(),
        description: 'A',
        productName: `New article ${number % 10 ? 'blue' : 'red'}`,
        category,
        approvedCategory: category,
        unitPrice: (1 + ((number * 37) % 100)) * 100,
        createdAt: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
      });
    });
    const write = (table: string, items: object[]) =>
      dynamodb.send(
        new BatchWriteCommand({ RequestItems: { [table]: items.map((Item) => ({ PutRequest: { Item } })) } }),
      );
    await write('Products', rows);
    await write(
      'Stock',
      rows.map(({ id }) => ({ variantId: id, available: 40 })),
    );
    const entries = rows.flatMap(entriesOf).filter(({ term }) => isAskedFor(term));
    const starts = Array.from({ length: Math.ceil(entries.length / 25) }, (_, index) => 25 * index);
    await Promise.all(starts.map((start) => write('SearchTerms', entries.slice(start, start + 25))));
  }
};

/** Each of these reads just its page. */
const straight: Record<string, ProductSearch> = {
  'nothing asked for': { sort: 'newest' },
  category: { sort: 'newest', category: 'shoes' },
  'order of prices': { sort: 'price-asc' },
  'category, order of prices': { sort: 'price-desc', category: 'shoes' },
  'order of prices, price range': { sort: 'price-asc', minPrice: 1000 },
  'category, order of prices, price range': { sort: 'price-asc', category: 'shoes', minPrice: 1000 },
  'a word': { sort: 'newest', q: 'art' },
  'a word, order of prices': { sort: 'price-asc', q: 'art' },
  'a word, order of prices, price range': { sort: 'price-asc', q: 'art', minPrice: 1000 },
};
/** Each of these looks at what may not match, up to a bound. */
const narrowing: Record<string, ProductSearch> = {
  'price range': { sort: 'newest', minPrice: 1000, maxPrice: 3000 },
  'category, price range': { sort: 'newest', category: 'shoes', minPrice: 1000, maxPrice: 3000 },
  'a word, category': { sort: 'newest', q: 'art', category: 'shoes' },
  'a word, price range': { sort: 'newest', q: 'art', minPrice: 1000, maxPrice: 3000 },
  'a word and all else': { sort: 'price-asc', q: 'art', category: 'shoes', minPrice: 1000, maxPrice: 3000 },
  'two words, often together': { sort: 'newest', q: 'article new' },
  'two words, seldom together': { sort: 'newest', q: 'article red' },
  'a word of two parts': { sort: 'newest', q: 'article-new' },
  'two words, never together': { sort: 'newest', q: 'article absent' },
};

const pageCosts = async () => {
  const costs: Record<string, { units: number; rows: number; found: number }> = {};
  for (const [what, search] of Object.entries({ ...straight, ...narrowing })) {
    measured.reset();
    const { items } = await searchProducts(search, { limit: 20 });
    costs[what] = { ...measured.total(), found: items.length };
  }
  return costs;
};

test('a page does not read more in a larger shop: rows and read units of each combination', async () => {
  await writeProducts(SMALL);
  const few = await pageCosts();
  await writeProducts(LARGE);
  const many = await pageCosts();
  if (process.env.CAPACITY_PRODUCTS) console.log(JSON.stringify({ few, many }, null, 1));

  for (const what of Object.keys(straight)) expect([what, many[what]]).toEqual([what, few[what]]);
  for (const what of Object.keys(narrowing)) {
    const { units = Number.NaN, rows = Number.NaN } = many[what] ?? {};
    expect([what, rows <= 500 + 200 + 20, units <= 0.5 * (200 + 20) + 25]).toEqual([what, true, true]);
  }
});
