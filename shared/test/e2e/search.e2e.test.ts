import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import { allPages, decide, get, idsOf, type List, pendingProduct } from './catalogueClient.ts';
import { resourceName } from './platformClients.ts';
import { account, approvedProduct, dynamodb, lambda, platform, unique } from './shop.ts';

const word = () => `q${randomUUID().replaceAll('-', '').slice(0, 14)}`;
const find = async (query: Record<string, string>) =>
  (await get(`/products?${new URLSearchParams(query)}`)) as { status: number; body: List };
const idsFound = async (query: Record<string, string>) => idsOf((await find(query)).body.products);

/** Waits until a search finds just these, in this order. */
const found = (query: Record<string, string>, ids: string[]) =>
  eventually(`${JSON.stringify(query)} finds ${ids.length}`, async () =>
    JSON.stringify(await idsFound(query)) === JSON.stringify(ids) ? true : undefined,
  );
const searchIndex = resourceName('productService', 'SearchIndex');
/** The last change of the index. */
const version = async () => {
  const Key = { part: { S: 'products' }, position: { S: 'manifest' } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: searchIndex, Key, ConsistentRead: true }));
  return Number(Item?.version?.N);
};
const reindex = () =>
  lambda.send(
    new InvokeCommand({
      FunctionName: resourceName('productService', 'reindexProducts'),
      Payload: Buffer.from('{}'),
    }),
  );

describe('products on sale', () => {
  const name = word();
  const category = unique('searched');
  const ids: string[] = [];
  beforeAll(async () => {
    for (const [index, productPrice] of [30, 10.5, 20].entries()) {
      ids.push(await approvedProduct({ productName: `Öl ${name} no${index}`, productPrice, category }));
    }
    await found({ q: name }, [...ids].reverse());
  });

  test('are found by words of name, category and description, in each order', async () => {
    const [a = '', b = '', c = ''] = ids;

    expect(await idsFound({ q: `OL ${name.slice(0, 10).toUpperCase()}` })).toEqual([c, b, a]);
    expect(await idsFound({ q: `${name} no1 orange` })).toEqual([b]);
    expect(await idsFound({ q: `${name} searched`, sort: 'price-asc' })).toEqual([b, c, a]);
    expect(await idsFound({ q: name, sort: 'price-desc', maxPrice: '20' })).toEqual([c, b]);
    expect(await idsFound({ q: name, minPrice: '10.51' })).toEqual([c, a]);
    expect(await idsFound({ q: `${name} absent` })).toEqual([]);
  });

  test('are listed by category, price and time, page by page', async () => {
    const [a = '', b = '', c = ''] = ids;

    expect(await idsFound({ category })).toEqual([c, b, a]);
    expect(await idsFound({ category, sort: 'price-asc' })).toEqual([b, c, a]);
    expect(await idsFound({ category, sort: 'price-desc', minPrice: '20', maxPrice: '30' })).toEqual([a, c]);
    expect(await idsFound({ category, minPrice: '15', q: name })).toEqual([c, a]);
    const first = await find({ category, sort: 'price-asc', limit: '2' });
    const cursor = first.body.nextCursor ?? '';
    expect(idsOf(first.body.products)).toEqual([b, c]);
    expect(await idsFound({ category, sort: 'price-asc', limit: '2', cursor })).toEqual([a]);
    expect(await find({ category, sort: 'price-desc', limit: '2', cursor })).toMatchObject({ status: 400 });
    expect(idsOf((await allPages('/products', 100)).flat())).toEqual(expect.arrayContaining(ids));
  });

  test('are indexed again on request, also if the index has lost them all', async () => {
    // Functions that have the earlier index in memory notice that another one has begun
    const key = { part: { S: 'products' }, position: { S: 'manifest' } };
    await dynamodb.send(new DeleteItemCommand({ TableName: searchIndex, Key: key }));

    await reindex();

    await found({ q: name }, [...ids].reverse());
  });

  test('are filtered by attribute, counted, and sorted by relevance', async () => {
    const [a = '', b = ''] = ids;
    const q = `${name}s`;
    const set = async (id: string, Fit: string) => {
      await dynamodb.send(
        new UpdateItemCommand({
          TableName: resourceName('productService', 'Products'),
          Key: { id: { S: id } },
          UpdateExpression: 'SET attributes = :attributes',
          ExpressionAttributeValues: { ':attributes': { M: { Fit: { S: Fit } } } },
        }),
      );
    };
    await set(a, 'slim, long');
    await set(b, 'wide');

    await found({ q: name, 'attr.Fit': 'wide' }, [b]);
    await found({ q: name, 'attr.Fit': 'slim, long' }, [a]);
    const both = await get(
      `/products?q=${name}&attr.Fit=wide&attr.Fit=slim,%20long&facets=true&limit=1&sort=relevance`,
    );
    expect(both).toMatchObject({
      status: 200,
      body: {
        products: [{ id: b }],
        total: 2,
        facets: [
          { name: 'category', values: [{ value: category, count: 2 }] },
          {
            name: 'Fit',
            values: [
              { value: 'slim, long', count: 1 },
              { value: 'wide', count: 1 },
            ],
          },
        ],
      },
    });
    expect(await idsFound({ q, sort: 'relevance' })).toEqual([]);
    expect((await find({ category, facets: 'true' })).body).toMatchObject({ total: 3 });
  });
});

test('a product is found soon after its approval, and soon after it is taken off sale neither shown nor counted', async () => {
  const q = word();
  const id = await pendingProduct({ productName: q });
  expect(await idsFound({ q })).toEqual([]);

  await decide(id, 'approve');
  await found({ q }, [id]);

  await decide(id, 'reject', { reason: 'No.' });
  await found({ q }, []);
  await eventually('the count without it', async () => {
    const { body } = await get(`/products?q=${q}&facets=true`);
    return (body as { total?: number }).total === 0 ? true : undefined;
  });
});

test('a sale changes nothing in the index, and its stock shows', async () => {
  const q = word();
  const id = await approvedProduct({ productName: q, quantity: 5 });
  await found({ q }, [id]);
  const before = await version();

  const { idToken } = await account('Customer');
  await call(`${platform.order}/create-order`, { token: idToken, body: { id, quantity: 2 } });
  await eventually('the stock', async () => {
    const { body } = await find({ q });
    return body.products[0]?.quantity === 3 ? true : undefined;
  });

  expect(await version()).toBe(before);
});

describe('GET /products rejects', () => {
  test.each([
    ['q', ''],
    ['q', '   '],
    ['q', '?!… '],
    ['q', '🦊'],
    ['q', 'a'.repeat(101)],
    ['q', 'a b c d e f g h i'],
    ['q', 'a\u0000b'],
    ['sort', 'price'],
    ['sort', ''],
    ['category', ''],
    ['category', 'a'.repeat(101)],
    ['minPrice', '-1'],
    ['minPrice', '1.999'],
    ['minPrice', '1e3'],
    ['maxPrice', '1000000.01'],
    ['maxPrice', 'NaN'],
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '1.5'],
    ['cursor', 'x'],
    ['cursor', 'x'.repeat(1025)],
    ['colour', 'red'],
    ['facets', 'yes'],
    ['attr', 'red'],
    ['attr.Fit', ''],
  ])('%s=%j', async (parameter, value) => {
    const { status, body } = await get(`/products?${new URLSearchParams({ [parameter]: value })}`);

    expect({ status, body }).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path: expect.stringMatching(new RegExp(`^${parameter}`)) }] },
    });
  });

  test('a range that ends before it begins', async () => {
    expect(await find({ minPrice: '2', maxPrice: '1' })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT' },
    });
  });

  test.each(['運動鞋', 'обувь', 'παπούτσι', 'रंग', '신발', 'a'.repeat(100), '42'])('nothing of q=%s', async (q) => {
    expect(await find({ q })).toMatchObject({ status: 200 });
  });
});
