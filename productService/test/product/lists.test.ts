import '../../../shared/test/tokens.ts';
import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { request } from '../../../shared/test/httpEvent.ts';
import { calls, cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { authorization } from '../../../shared/test/tokens.ts';
import type { Product } from '../../src/product/product.ts';
import { found, product, publicView, waitingProduct } from '../samples.ts';

const { handler: listApprovedProducts } = await import('../../src/handlers/listApprovedProducts.ts');
const { handler: listProducts } = await import('../../src/handlers/listProducts.ts');
const { handler: listCategoryProducts } = await import('../../src/handlers/listCategoryProducts.ts');
const { handler: listMyProducts } = await import('../../src/handlers/listMyProducts.ts');
const { handler: listPendingProducts } = await import('../../src/handlers/listPendingProducts.ts');

const customer = { authorization: await authorization('ann') };
const admin = { authorization: await authorization('eve', { groups: ['admin'] }) };

const query = () => cloud.dynamodb.commandCalls(QueryCommand)[0]?.args[0].input;
const list = (...Items: Product[]) => {
  cloud.dynamodb.on(QueryCommand).resolves({ Items });
  cloud.dynamodb.on(BatchGetCommand).resolves(found(Items));
};

beforeEach(resetCloud);

describe.each([
  ['GET /products', listProducts, {}, 'byStatus', { '#partition': 'status' }, 'approved', false],
  ['GET /approve-products', listApprovedProducts, {}, 'byStatus', { '#partition': 'status' }, 'approved', false],
  ['GET /my-products', listMyProducts, { headers: customer }, 'bySeller', { '#partition': 'sellerId' }, 'ann', false],
  [
    'GET /products/pending',
    listPendingProducts,
    { headers: admin },
    'byStatus',
    { '#partition': 'status' },
    'pending',
    true,
  ],
] as const)('%s', (_, handler, parts, IndexName, ExpressionAttributeNames, value, ScanIndexForward) => {
  test('is one page of one partition of an index, newest first unless it is a queue', async () => {
    list(product());

    const { status, body } = await request(handler, parts);

    expect(status).toBe(200);
    expect(body.products).toHaveLength(1);
    expect(calls()).toEqual(['dynamodb:Query', 'dynamodb:BatchGetItem']); // the stock of all of the page
    expect(query()).toMatchObject({
      IndexName,
      ExpressionAttributeNames,
      ScanIndexForward,
      ExpressionAttributeValues: { ':value': value },
    });
  });

  test('passes limit and cursor on and gives the next cursor', async () => {
    const last = { [ExpressionAttributeNames['#partition']]: value, createdAt: '2026', id: 'x' };
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey: last });

    const { body } = await request(handler, { ...parts, query: { limit: '5' } });
    await request(handler, { ...parts, query: { cursor: body.nextCursor } });

    expect(query()?.Limit).toBe(5);
    expect(cloud.dynamodb.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(last);
  });

  test.each([{ limit: '0' }, { limit: '101' }, { limit: 'x' }, { cursor: 'x' }, { page: '2' }])(
    'rejects %j',
    async (bad) => {
      expect(await request(handler, { ...parts, query: bad })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT' },
      });
      expect(calls()).toEqual([]);
    },
  );
});

describe('GET /approve-products', () => {
  test('returns exactly the documented attributes in DynamoDB’s JSON', async () => {
    list(product({ unitPrice: 10_000, requestHash: 'h', rejectionReason: 'r' }));

    expect(await request(listApprovedProducts)).toMatchObject({ status: 200 });
    expect((await request(listApprovedProducts)).body).toEqual({
      products: [
        {
          id: { S: product().id },
          fileName: { S: 'shoes.png' },
          productName: { S: 'Running shoes' },
          productPrice: { N: '100' },
          description: { S: 'Light, orange,\nfast' },
          quantity: { N: '40' },
          category: { S: 'shoes' },
          imageUrl: { S: 'https://images.example/images/1/shoes.png' },
          isApproved: { BOOL: true },
          email: { S: 'ann@example.com' },
          createdAt: { S: '2026-01-01T00:00:00.000Z' },
        },
      ],
    });
  });

  test.each([
    [4999, '49.99'],
    [1, '0.01'],
    [110, '1.1'],
    [100_000_000, '1000000'],
  ])('writes %d minor units as the decimal %s', async (unitPrice, N) => {
    list(product({ unitPrice }));

    expect((await request(listApprovedProducts)).body.products[0].productPrice).toEqual({ N });
  });
});

describe('what others see of a product', () => {
  test.each([
    ['GET /products', listProducts, {}],
    ['GET /categories/{name}', listCategoryProducts, { path: { name: 'shoes' } }],
  ])('%s shows only public fields, also to caches', async (_, handler, parts) => {
    list(product({ requestHash: 'h' }));

    const { body, headers } = await request(handler, parts);

    expect(body).toEqual({ products: [publicView] });
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=10', etag: expect.any(String) });
  });

  test('GET /categories/{name} accepts any name that a category may have, and rejects others', async () => {
    list();
    expect((await request(listCategoryProducts, { path: { name: ' Schuhe & Söhne/🦊 ' } })).body).toEqual({
      products: [],
    });
    expect(cloud.dynamodb.commandCalls(QueryCommand).at(-1)?.args[0].input).toMatchObject({
      IndexName: 'byApprovedCategory',
      ExpressionAttributeValues: { ':category': 'Schuhe & Söhne/🦊' },
    });

    expect(await request(listCategoryProducts, { path: { name: 'a'.repeat(101) } })).toMatchObject({ status: 400 });
  });

  test.each([{ limit: '0' }, { limit: '101' }, { limit: 'x' }, { cursor: 'x' }, { page: '2' }])(
    'GET /categories/{name} rejects %j',
    async (query) => {
      list();
      expect(await request(listCategoryProducts, { path: { name: 'shoes' }, query })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT' },
      });
    },
  );
});

describe('GET /my-products', () => {
  const mine = async (row: Product) => {
    list(row);
    return (await request(listMyProducts, { headers: customer })).body.products[0];
  };

  test('shows a rejected upload and that its product still waits', async () => {
    const { imageUrl: _, image: __, ...waiting } = publicView;

    expect(await mine(waitingProduct({ uploadRejection: 'empty' }))).toEqual({
      ...waiting,
      status: 'awaitingImage',
      isApproved: false,
      uploadRejection: 'empty',
    });
  });

  test('shows the reason of a rejection, and approved products', async () => {
    expect(await mine(product({ status: 'rejected', rejectionReason: 'blurred' }))).toMatchObject({
      status: 'rejected',
      isApproved: false,
      rejectionReason: 'blurred',
    });
    expect(await mine(product())).toMatchObject({ status: 'approved', isApproved: true });
  });

  test('needs a token', async () => {
    expect(await request(listMyProducts)).toMatchObject({ status: 401 });
  });
});

test('GET /products/pending shows the fields for a decision', async () => {
  list(product({ status: 'pending' }));

  expect((await request(listPendingProducts, { headers: admin })).body.products).toEqual([
    {
      ...publicView,
      fileName: 'shoes.png',
      status: 'pending',
      sellerId: 'ann',
      email: 'ann@example.com',
      updatedAt: product().updatedAt,
    },
  ]);
});

test('while the table returns 500, listing products returns 503', async () => {
  cloud.dynamodb.on(QueryCommand).rejects(awsError('InternalServerError', { $metadata: { httpStatusCode: 500 } }));

  expect(await request(listProducts)).toMatchObject({
    status: 503,
    body: { code: 'UNAVAILABLE' },
    headers: { 'retry-after': expect.any(String), 'cache-control': 'no-store' },
  });
});

describe('GET /products?ids=', () => {
  test('returns the products on sale among these in the order of the ids, each once', async () => {
    const rows = [product({ id: 'p' }), product({ id: 'q' }), product({ id: 'r', status: 'pending' })];
    cloud.dynamodb.on(BatchGetCommand).resolves(found(rows));

    const { status, body } = await request(listProducts, { query: { ids: 'q,gone,r,p,q', limit: '1' } });

    expect([status, Object.keys(body)]).toEqual([200, ['products']]);
    expect(body.products).toEqual(['q', 'p'].map((id) => ({ ...publicView, id, image: { ...publicView.image, id } })));
    expect(calls()).toEqual(['dynamodb:BatchGetItem']);
  });

  test('takes 100 ids', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `p${index}`);
    cloud.dynamodb.on(BatchGetCommand).resolves(found(ids.map((id) => product({ id }))));

    expect((await request(listProducts, { query: { ids: ids.join(',') } })).status).toBe(200);
  });

  test.each([
    ['101 ids', { ids: Array.from({ length: 101 }, (_, index) => `p${index}`).join(',') }],
    ['no id', { ids: '' }],
    ['an empty id', { ids: 'p,,q' }],
    ['an endless id', { ids: 'p'.repeat(129) }],
    ...['q', 'category', 'minPrice', 'maxPrice', 'cursor'].map((name): [string, Record<string, string>] => [
      `ids and ${name}`,
      { ids: 'p', [name]: '1' },
    ]),
    ['ids and another order', { ids: 'p', sort: 'price-asc' }],
  ])('rejects %s', async (_, query) => {
    const { status, body } = await request(listProducts, { query });

    expect([status, body.issues?.[0]?.path]).toEqual([400, 'ids']);
    expect(calls()).toEqual([]);
  });
});
