import '../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { ProductSearch } from '../src/search/searchQuery.ts';
import { measureCapacity } from './capacity.ts';
import { product } from './samples.ts';
import { inMemory } from './search/filesInMemory.ts';
import { createSearchTables } from './search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { createIndexReader } = await import('../src/search/indexReader.ts');
const { indexProducts } = await import('../src/search/indexProducts.ts');
const { createUnitsReader } = await import('../src/search/unitsReader.ts');
const { countProducts, searchProducts } = await import('../src/search/searchProducts.ts');

const [SMALL, LARGE] = [100, Number(process.env.CAPACITY_PRODUCTS ?? 600)];
const measured = measureCapacity(dynamodb);
jest.setTimeout(1_800_000); // with many products it is a measurement: docs/figures.md

beforeAll(async () => {
  inMemory(mockClient(S3Client), new Map());
  await createSearchTables();
});
afterAll(() => server.close());

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
      rows.map(({ id }) => ({ variantId: id, available: 40, sellable: true })),
    );
    await indexProducts(rows.map(({ id }) => id));
  }
};

const searches: Record<string, ProductSearch> = {
  'nothing asked for': { sort: 'newest' },
  category: { sort: 'newest', category: 'shoes' },
  'order of prices': { sort: 'price-asc' },
  'category, price range': { sort: 'newest', category: 'shoes', minPrice: 1000, maxPrice: 3000 },
  'a word': { sort: 'newest', q: 'art' },
  'a word, by relevance': { sort: 'relevance', q: 'art' },
  'a word and all else': { sort: 'price-asc', q: 'art', category: 'shoes', minPrice: 1000, maxPrice: 9000 },
  'two words, often together': { sort: 'newest', q: 'article new' },
  'two words, seldom together': { sort: 'newest', q: 'article red' },
  'two words, never together': { sort: 'newest', q: 'article absent' },
};

const pageCosts = async () => {
  const readIndex = createIndexReader(Number.POSITIVE_INFINITY);
  await readIndex();
  const read = { readIndex, readUnits: createUnitsReader(0) };
  const costs: Record<string, { units: number; rows: number; found: number }> = {};
  for (const [what, search] of Object.entries(searches)) {
    measured.reset();
    const { items } = await searchProducts(search, { limit: 10 }, read);
    await countProducts(search, read);
    costs[what] = { ...measured.total(), found: items.length };
  }
  return costs;
};

/** What a page reads for each product: its stock, and without the index its row. */
const rowsOfEach: Record<string, number> = { 'nothing asked for': 2, category: 2 };
/** A list of categories reads one product more, to know whether any follow. */
const oneMore = (what: string): number => Number(what === 'category');

test('a page, with its facets, reads its own products, whatever the size of the shop', async () => {
  await writeProducts(SMALL);
  const few = await pageCosts();
  await writeProducts(LARGE);
  const many = await pageCosts();
  if (process.env.CAPACITY_PRODUCTS) console.log(JSON.stringify({ few, many }, null, 1));

  for (const what of Object.keys(searches)) {
    expect([what, many[what]]).toEqual([what, few[what]]);
    expect([what, many[what]?.rows]).toEqual([
      what,
      (rowsOfEach[what] ?? 1) * (many[what]?.found ?? 0) + oneMore(what),
    ]);
  }
});
