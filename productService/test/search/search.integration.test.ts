import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import type { PageRequest } from '@ecommerce/shared/dynamodb.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listedProduct } from '../../src/product/listedProduct.ts';
import type { Product } from '../../src/product/product.ts';
import type { ProductSearch } from '../../src/search/searchQuery.ts';
import { product } from '../samples.ts';
import { createSearchTables } from './searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { deleteProduct, markRejected } = await import('../../src/product/productStore.ts');
const { createIndexReader } = await import('../../src/search/indexReader.ts');
const { indexProducts } = await import('../../src/search/indexProducts.ts');
const searching = await import('../../src/search/searchProducts.ts');
const { createUnitsReader } = await import('../../src/search/unitsReader.ts');
const { storeProduct } = await import('../storedProducts.ts');

beforeAll(createSearchTables);
afterAll(() => server.close());

let clock = Date.UTC(2026, 0, 1);
const onSale = async (more: Partial<Product> = {}, id: string = randomUUID()): Promise<Product> => {
  clock += 1000;
  const category = more.category ?? 'shoes';
  const row = product({
    ...more,
    id,
    category,
    approvedCategory: category,
    createdAt: new Date(clock).toISOString(),
  });
  await storeProduct(row);
  await indexProducts([row.id]);
  return row;
};
/** Read the index and the stock as they are at each search. */
const read = { readIndex: createIndexReader(0), readUnits: createUnitsReader(0) };
const searchProducts = (search: ProductSearch, page: PageRequest) => searching.searchProducts(search, page, read);
type Shown = Awaited<ReturnType<typeof searchProducts>>['items'][number];
/** Words, letters only, that no other test uses. */
const word = () => `w${randomUUID().replaceAll('-', '')}`.slice(0, 16);
/** What lists show of a product, as it is sent. */
const listed = (row: Product) => JSON.parse(JSON.stringify(listedProduct(row))) as object;
const search = (more: Partial<ProductSearch>): ProductSearch => ({ sort: 'newest', ...more });
const idsOf = (products: { id: string }[]) => products.map(({ id }) => id);
const find = async (more: Partial<ProductSearch>, limit = 100) =>
  idsOf((await searchProducts(search(more), { limit })).items);

/** All pages of a search, as a client reads them. */
const pages = async (more: Partial<ProductSearch>, limit: number): Promise<Shown[][]> => {
  const read: Shown[][] = [];
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

  test('a product is shown as the index has it, and with its stock of now', async () => {
    const q = word();
    const { id, ...row } = await onSale({ productName: q, unitPrice: 100 });
    await storeProduct({ ...row, id, description: 'New' }, 7);
    expect((await searchProducts(search({ q }), { limit: 1 })).items).toEqual([
      { ...listed({ ...row, id }), quantity: 7 },
    ]);

    await indexProducts([id]);
    expect((await searchProducts(search({ q }), { limit: 1 })).items).toEqual([
      { ...listed({ ...row, id, description: 'New' }), quantity: 7 },
    ]);
  });

  test('stock is read once in a while, however often it is shown', async () => {
    const q = word();
    const row = await onSale({ productName: q });
    const remembering = { ...read, readUnits: createUnitsReader(60_000) };
    const quantities = async () =>
      (await searching.searchProducts(search({ q }), { limit: 9 }, remembering)).items.map(({ quantity }) => quantity);

    expect(await quantities()).toEqual([40]);
    await storeProduct(row, 7);
    const other = await onSale({ productName: q });
    await storeProduct(other, 3);
    expect(await quantities()).toEqual([3, 40]);
    expect(idsOf((await searchProducts(search({ q }), { limit: 9 })).items)).toEqual([other.id, row.id]);
  });
});

test('no page is empty while hits remain, however few products have all words', async () => {
  const [q, rare] = [word(), word()];
  for (let number = 0; number < 120; number += 1) {
    await onSale({ productName: q, description: number % 40 ? 'd' : rare });
  }

  const read = await pages({ q: `${q} ${rare}` }, 1);

  expect(read.map((page) => page.length)).toEqual([1, 1, 1]);
});

test('a page is filled with the next products in place of many that went off sale, unseen by the index', async () => {
  const q = word();
  const rows: Product[] = [];
  for (let number = 0; number < 30; number += 1) rows.push(await onSale({ productName: q }));
  for (const { id } of rows.slice(5)) await markRejected(id, 'x', new Date());

  expect((await pages({ q }, 3)).map((page) => page.length)).toEqual([3, 2]);
});

describe('options and attributes', () => {
  const q = word();
  const size = (...values: string[]) => ({
    variants: values.map((Size) => ({ id: `${q}${Size}`, options: { Size }, unitPrice: 100 })),
  });
  let ids: string[] = [];
  beforeAll(async () => {
    ids = idsOf([
      await onSale({ productName: q, ...size('S', 'M'), attributes: { Fit: 'slim' }, unitPrice: 100 }),
      await onSale({ productName: q, ...size('M', 'L'), attributes: { Fit: 'wide' }, unitPrice: 100 }),
      await onSale({ productName: q, category: `${q}s`, attributes: { Fit: 'slim' } }),
    ]);
  });

  test('filter: one value of each name', async () => {
    const [a, b, c] = ids;
    expect(await find({ q, attr: { Size: ['M'] } })).toEqual([b, a]);
    expect(await find({ q, attr: { Size: ['S', 'L'] } })).toEqual([b, a]);
    expect(await find({ attr: { Size: ['S', 'L'], Fit: ['slim'] }, q })).toEqual([a]);
    expect(await find({ q, attr: { Fit: ['slim'] }, sort: 'price-desc' })).toEqual([c, a]);
    expect(await find({ q, attr: { Fit: ['none'] } })).toEqual([]);
  });

  test('are counted, with the categories, over all that matches', async () => {
    expect(await searching.countProducts(search({ q }), read)).toEqual({
      total: 3,
      facets: [
        {
          name: 'category',
          values: [
            { value: 'shoes', count: 2 },
            { value: `${q}s`, count: 1 },
          ],
        },
        {
          name: 'Size',
          values: [
            { value: 'M', count: 2 },
            { value: 'L', count: 1 },
            { value: 'S', count: 1 },
          ],
        },
        {
          name: 'Fit',
          values: [
            { value: 'slim', count: 2 },
            { value: 'wide', count: 1 },
          ],
        },
      ],
    });
    const { total } = await searching.countProducts(search({ q, attr: { Size: ['M'] } }), read);
    expect(total).toBe(2);
  });
});

test('by relevance, an exact word comes before its plural, a name before a description, and a misspelt word last', async () => {
  const q = 'quxlamp';
  const [misspelt, described, plural, exact] = [
    await onSale({ productName: 'quxlaqp' }),
    await onSale({ productName: 'Shade', description: `For a ${q}.` }),
    await onSale({ productName: `${q}s` }),
    await onSale({ productName: q }),
  ].map(({ id }) => id);

  expect(await find({ q, sort: 'relevance' })).toEqual([exact, plural, described, misspelt]);
  expect((await find({ q, sort: 'price-asc' })).at(-1)).toBe(misspelt);
  expect((await pages({ q, sort: 'relevance' }, 1)).flat().map(({ id }) => id)).toEqual([
    exact,
    plural,
    described,
    misspelt,
  ]);
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
    ['too few', [1]],
    ['too many', [1, 2, 'a', 'b']],
    ['an empty text', [1, 2, '']],
    ['a text for a number', ['1', 2, 'a']],
    ['no number', [null, 2, 'a']],
    ['a very long text', [1, 2, 'a'.repeat(700)]],
  ])('that is forged with %s is rejected', async (_, content) => {
    const query = search({ q, sort: 'price-asc', maxPrice: 3 });
    const own = await cursorOf(query);

    await expect(searchProducts(query, { limit: 1, cursor: forged(own, content) })).rejects.toMatchObject(refused);
  });

  test('forged with a position that does not exist stays in its own list', async () => {
    const own = await cursorOf({ q, sort: 'price-asc' });
    const cursor = forged(own, [2, Date.UTC(9999, 0), 'none']);

    const { items } = await searchProducts(search({ q, sort: 'price-asc' }), { limit: 100, cursor });

    expect(items.map(({ productPrice }) => productPrice)).toEqual([0.03]);
  });
});
