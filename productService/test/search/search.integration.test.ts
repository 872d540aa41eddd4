import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Product } from '../../src/product/product.ts';
import type { ProductSearch } from '../../src/search/searchQuery.ts';
import { product } from '../samples.ts';
import { createSearchTables } from './searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { deleteProduct, markRejected } = await import('../../src/product/productStore.ts');
const { changeIndex } = await import('../../src/search/searchIndexStore.ts');
const { entriesOf } = await import('../../src/search/indexEntries.ts');
const { searchProducts } = await import('../../src/search/searchProducts.ts');
const { storeProduct } = await import('../storedProducts.ts');

beforeAll(createSearchTables);
afterAll(() => server.close());

let clock = Date.UTC(2026, 0, 1);
const onSale = async (more: Partial<Product> = {}): Promise<Product> => {
  clock += 1000;
  const category = more.category ?? 'shoes';
  const row = product({
    ...more,
    id: randomUUID(),
    category,
    approvedCategory: category,
    createdAt: new Date(clock).toISOString(),
  });
  await storeProduct(row);
  await changeIndex({ puts: entriesOf(row), deletes: [] });
  return row;
};
/** Words, letters only, that no other test uses. */
const word = () => `w${randomUUID().replaceAll('-', '')}`.slice(0, 16);
const search = (more: Partial<ProductSearch>): ProductSearch => ({ sort: 'newest', ...more });
const idsOf = (products: Product[]) => products.map(({ id }) => id);
const find = async (more: Partial<ProductSearch>, limit = 100) =>
  idsOf((await searchProducts(search(more), { limit })).items);

/** All pages of a search, as a client reads them. */
const pages = async (more: Partial<ProductSearch>, limit: number): Promise<Product[][]> => {
  const read: Product[][] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await searchProducts(search(more), { limit, cursor });
    read.push(items);
    cursor = nextCursor;
  } while (cursor !== undefined);
  return read;
};

test('a word, or its beginning, is found in name, category and description, whatever its case and accents', async () => {
  const [one, two, three] = [word(), word(), word()];
  const { id } = await onSale({ productName: `Größe ${one}`, category: `Été ${two}`, description: `Und\n${three}.` });

  for (const q of [
    one,
    one.slice(0, 9),
    one.toUpperCase(),
    two,
    three,
    `GROSSE ${one}`,
    `ete ${two} grö`,
    `${three} und`,
  ]) {
    expect([q, await find({ q })]).toEqual([q, [id]]);
  }
  for (const q of [one.slice(1), `${one}x`, `${one} absent`]) expect([q, await find({ q })]).toEqual([q, []]);
});

test('a word longer than the longest term is compared whole', async () => {
  const long = `${word()}abcdefghijklmnop`;
  const { id } = await onSale({ productName: long });

  expect(await find({ q: long })).toEqual([id]);
  expect(await find({ q: long.slice(0, 25) })).toEqual([id]);
  expect(await find({ q: `${long.slice(0, 25)}zz` })).toEqual([]);
});

describe('a word with joined parts', () => {
  const [one, two] = [word(), word().slice(0, 5)];
  const q = `${one}-${two}`;
  let expected: Product[] = [];
  beforeAll(async () => {
    const names = [
      `${one}-${two}`,
      `${one}${two}`,
      `${two} ${one}`,
      `${one}’${two}s`,
      `${one}_${two}-x`,
      `${one}${two}`,
    ];
    expected = [];
    for (const [index, productName] of names.entries()) {
      expected.push(await onSale({ productName, unitPrice: (index * 7) % 5 }));
      await onSale({ productName: one }); // has one part alone
    }
  });

  test.each(['newest', 'price-asc', 'price-desc'] as const)(
    'is found however it is written, page by page: %s',
    async (sort) => {
      const sorted = expected.toSorted((a, b) => {
        const byTime = a.createdAt < b.createdAt ? -1 : 1;
        const byPrice = a.unitPrice - b.unitPrice || byTime;
        return { newest: -byTime, 'price-asc': byPrice, 'price-desc': -byPrice }[sort];
      });

      for (const limit of [1, 2, 5, 100]) {
        expect(idsOf((await pages({ q, sort }, limit)).flat())).toEqual(idsOf(sorted));
        expect(await find({ q, sort, category: 'shoes', minPrice: 1, maxPrice: 4 })).toEqual(
          idsOf(sorted.filter(({ unitPrice }) => unitPrice > 0)),
        );
      }
    },
  );

  test('is found without what joins it, where its parts are joined', async () => {
    expect(await find({ q: `${one}${two}` })).toHaveLength(5);
  });
});

describe('orders and filters', () => {
  const q = word();
  const category = word();
  const prices = [500, 100, 300, 300, 100_000_000, 1, 200];
  let rows: Product[] = [];
  beforeAll(async () => {
    rows = [];
    for (const [index, unitPrice] of prices.entries()) {
      rows.push(await onSale({ productName: `${q} n${index}`, unitPrice, category: index % 2 ? category : 'shoes' }));
    }
  });
  const expected = ({ sort, minPrice = 0, maxPrice = Number.MAX_VALUE, category: wanted }: ProductSearch): string[] =>
    idsOf(
      rows
        .filter((row) => row.unitPrice >= minPrice && row.unitPrice <= maxPrice)
        .filter((row) => wanted === undefined || row.category === wanted)
        .toSorted((one, other) => {
          const byTime = other.createdAt.localeCompare(one.createdAt);
          if (sort === 'newest') return byTime;
          return sort === 'price-asc'
            ? one.unitPrice - other.unitPrice || -byTime
            : other.unitPrice - one.unitPrice || byTime;
        }),
    );
  const combinations = (['newest', 'price-asc', 'price-desc'] as const).flatMap((sort) =>
    [
      {},
      { minPrice: 200 },
      { maxPrice: 300 },
      { minPrice: 100, maxPrice: 300 },
      { minPrice: 301, maxPrice: 302 },
    ].flatMap((range) => [
      { sort, ...range },
      { sort, ...range, category },
    ]),
  );

  test.each(combinations)('%j of a word', async (combination) => {
    expect(await find({ q, ...combination })).toEqual(expected(combination));
    expect(idsOf((await pages({ q, ...combination }, 2)).flat())).toEqual(expected(combination));
  });

  test.each(combinations.filter((combination) => 'category' in combination))(
    '%j without a word',
    async (combination) => {
      expect(await find(combination)).toEqual(expected(combination));
      expect(idsOf((await pages(combination, 2)).flat())).toEqual(expected(combination));
    },
  );

  test('several words narrow the result', async () => {
    expect(await find({ q: `n3 ${q}` })).toEqual([rows[3]?.id]);
    expect(await find({ q: `${q} n` })).toEqual(expected({ sort: 'newest' }));
  });
});

describe('what the index says and is no longer so', () => {
  test('a product that was deleted or taken off sale is not shown, and the rest of the page is filled', async () => {
    const q = word();
    const rows = [await onSale({ productName: q }), await onSale({ productName: q }), await onSale({ productName: q })];
    await deleteProduct(rows[2]?.id ?? '', undefined);
    await markRejected(rows[1]?.id ?? '', 'x', new Date());

    expect(await find({ q }, 1)).toEqual([rows[0]?.id]);
    expect(await find({ q, sort: 'price-asc' })).toEqual([rows[0]?.id]);
  });

  test('a product whose text or price is another by now is shown only where it matches', async () => {
    const q = word();
    const row = await onSale({ productName: q, unitPrice: 100 });
    await changeIndex({ puts: entriesOf({ ...row, productName: `${q} other`, unitPrice: 900 }), deletes: [] });

    expect(await find({ q: `${q} other` })).toEqual([]);
    expect(await find({ q, minPrice: 800 })).toEqual([]);
    expect(await find({ q, minPrice: 800, sort: 'price-desc' })).toEqual([]);
  });
});

test('a page looks at no more than its bound, and says where to go on', async () => {
  const [q, rare] = [word(), word()];
  const rows = await Promise.all(Array.from({ length: 230 }, () => onSale({ productName: q, description: 'd' })));
  const last = rows.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt))[0];
  await dynamodb.send(
    new (await import('@aws-sdk/lib-dynamodb')).PutCommand({
      TableName: 'Products',
      Item: { ...last, description: rare.slice(0, 8) },
    }),
  );

  const read = await pages({ q: `${q} ${rare.slice(0, 8)}` }, 20);

  expect(read.map((page) => page.length)).toEqual([0, 1]);
});

describe('a cursor', () => {
  const q = word();
  beforeAll(async () => {
    for (const unitPrice of [1, 2, 3]) await onSale({ productName: q, unitPrice });
  });
  const cursorOf = async (more: Partial<ProductSearch>) =>
    (await searchProducts(search(more), { limit: 1 })).nextCursor ?? '';
  const forged = (own: string, content: unknown) =>
    `${own.split('.')[0]}.${Buffer.from(JSON.stringify(content)).toString('base64url')}`;
  const refused = { code: 'INVALID_INPUT', data: { issues: [expect.objectContaining({ path: 'cursor' })] } };

  test('of one list is rejected by every other', async () => {
    const lists = [
      {},
      { q },
      { q, sort: 'price-asc' },
      { q, minPrice: 1 },
      { category: 'shoes' },
      { sort: 'price-desc' },
    ] as const;
    for (const from of lists) {
      const cursor = await cursorOf(from);
      for (const to of lists.filter((list) => list !== from)) {
        await expect(searchProducts(search(to), { limit: 1, cursor })).rejects.toMatchObject(refused);
      }
    }
  });

  test.each([
    ['no JSON', 'x'],
    ['another type', [{}]],
    ['a number', [5]],
    ['too few', []],
    ['too many', ['a', 'b', 'c']],
    ['an empty text', ['']],
    ['a price out of the range', ['000000009#2026', '2026#1']],
    ['a price right above the range', ['000000004#', '2026#1']],
    ['no price', ['x', '2026#1']],
    ['a very long text', ['000000001#2026', 'a'.repeat(700)]],
  ])('that is forged with %s is rejected', async (_, content) => {
    const query = search({ q, sort: 'price-asc', maxPrice: 3 });
    const own = await cursorOf(query);

    await expect(searchProducts(query, { limit: 1, cursor: forged(own, content) })).rejects.toMatchObject(refused);
  });

  test('forged with a position that does not exist stays in its own list', async () => {
    const own = await cursorOf({ q, sort: 'price-asc' });
    const cursor = forged(own, ['000000002#9', '9999#none']);

    const { items } = await searchProducts(search({ q, sort: 'price-asc' }), { limit: 100, cursor });

    expect(items.map(({ unitPrice }) => unitPrice)).toEqual([3]);
  });
});
