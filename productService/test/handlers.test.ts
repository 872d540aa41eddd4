import '../../shared/test/tokens.ts';
import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { request } from '../../shared/test/httpEvent.ts';
import { awsError, calls, cloud, refusal, resetCloud } from '../../shared/test/imageCloud.ts';
import { authorization } from '../../shared/test/tokens.ts';
import type { Product } from '../src/product.ts';
import { offer, product, waitingProduct } from './samples.ts';

const { handler: createUploadUrl } = await import('../src/handlers/createUploadUrl.ts');
const { handler: listApprovedProducts } = await import('../src/handlers/listApprovedProducts.ts');
const { handler: listProducts } = await import('../src/handlers/listProducts.ts');
const { handler: getProduct } = await import('../src/handlers/getProduct.ts');
const { handler: listCategoryProducts } = await import('../src/handlers/listCategoryProducts.ts');
const { handler: listMyProducts } = await import('../src/handlers/listMyProducts.ts');
const { handler: listPendingProducts } = await import('../src/handlers/listPendingProducts.ts');
const { handler: approveProduct } = await import('../src/handlers/approveProduct.ts');
const { handler: rejectProduct } = await import('../src/handlers/rejectProduct.ts');

const customer = { authorization: await authorization('ann') };
const admin = { authorization: await authorization('eve', { groups: ['admin'] }) };
const path = { id: product().id };

const query = () => cloud.dynamodb.commandCalls(QueryCommand)[0]?.args[0].input;
const puts = () => cloud.dynamodb.commandCalls(PutCommand).map(({ args }) => args[0].input.Item as Product);
const updates = () => cloud.dynamodb.commandCalls(UpdateCommand).map(({ args }) => args[0].input);
const list = (...Items: Product[]) => cloud.dynamodb.on(QueryCommand).resolves({ Items });

beforeEach(resetCloud);

describe('POST /get-upload-url', () => {
  const offered = (headers: Record<string, string> = {}, body: object = offer) =>
    request(createUploadUrl, { body, headers: { ...customer, ...headers } });

  test('writes the product, unapproved and without an image, and answers where its image goes', async () => {
    const { status, body } = await offered();

    expect(status).toBe(200);
    expect(body).toEqual({
      uploadUrl: expect.stringContaining(`/uploads/${body.id}/shoes.png?`),
      id: expect.any(String),
    });
    expect(puts()).toEqual([
      expect.objectContaining({
        id: body.id,
        sellerId: 'ann',
        email: 'ann@example.com',
        status: 'awaitingImage',
        unitPrice: 4999,
        currency: 'EUR',
      }),
    ]);
    expect(puts()[0]).not.toHaveProperty('imageUrl');
    expect(puts()[0]).not.toHaveProperty('approvedCategory');
  });

  test('asks Cognito for the mail address when an access token was sent', async () => {
    cloud.cognito
      .on(GetUserCommand)
      .resolves({ Username: 'ann', UserAttributes: [{ Name: 'email', Value: 'a@b.example' }] });

    await offered({ authorization: await authorization('ann', { use: 'access' }) });

    expect(puts()[0]?.email).toBe('a@b.example');
  });

  test('without a key makes a new product each time', async () => {
    const [first, second] = [await offered(), await offered()];

    expect(first.body.id).not.toBe(second.body.id);
  });

  describe('under an Idempotency-Key', () => {
    const key = { 'idempotency-key': 'key-1' };

    test('answers the same id again with a fresh URL, and keeps the product from the clean-up', async () => {
      const first = await offered(key);
      cloud.dynamodb.on(PutCommand).rejects(refusal(puts()[0]));
      cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: puts()[0] ?? {} });

      const second = await offered(key);

      expect(second).toMatchObject({ status: 200, body: { id: first.body.id, uploadUrl: expect.any(String) } });
      expect(updates()).toEqual([
        expect.objectContaining({
          UpdateExpression: 'SET urlRenewedAt = :now',
          ConditionExpression: '#status = :awaiting',
        }),
      ]);
    });

    test('answers the same id when the image has arrived since, and changes nothing', async () => {
      const { body } = await offered(key);
      cloud.dynamodb.on(PutCommand).rejects(refusal({ ...puts()[0], status: 'approved', imageUrl: 'x' }));

      expect((await offered(key)).body.id).toBe(body.id);
      expect(updates()).toEqual([]);
    });

    test('refuses another offer with 409', async () => {
      await offered(key);
      cloud.dynamodb.on(PutCommand).rejects(refusal(puts()[0]));

      expect(await offered(key, { ...offer, quantity: 41 })).toMatchObject({
        status: 409,
        body: { code: 'IDEMPOTENCY_KEY_REUSED' },
      });
    });

    test('is another product for another seller', async () => {
      const mine = await offered(key);
      const theirs = await offered({ ...key, authorization: await authorization('ben') });

      expect(mine.body.id).not.toBe(theirs.body.id);
    });

    test('writes the product anew when the clean-up takes it in just that moment', async () => {
      const { body } = await offered(key);
      const [written] = puts();
      resetCloud();
      cloud.dynamodb.on(PutCommand).rejectsOnce(refusal(written)).resolves({});
      cloud.dynamodb.on(UpdateCommand).rejects(refusal());

      expect((await offered(key)).body.id).toBe(body.id);
      expect(puts()).toHaveLength(2);
    });
  });

  test('needs a token', async () => {
    expect(await request(createUploadUrl, { body: offer })).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHORIZED' },
    });
    expect(calls()).toEqual([]);
  });
});

describe('GET /approve-products', () => {
  test('answers exactly the documented attributes in DynamoDB’s JSON', async () => {
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

const publicView = {
  id: product().id,
  productName: 'Running shoes',
  productPrice: 49.99,
  currency: 'EUR',
  description: 'Light, orange,\nfast',
  quantity: 40,
  category: 'shoes',
  imageUrl: 'https://images.example/images/1/shoes.png',
  createdAt: '2026-01-01T00:00:00.000Z',
};

describe.each([
  ['GET /products', listProducts, {}, 'byStatus', { '#key': 'status' }, 'approved', false],
  [
    'GET /categories/{name}',
    listCategoryProducts,
    { path: { name: 'shoes' } },
    'byApprovedCategory',
    { '#key': 'approvedCategory' },
    'shoes',
    false,
  ],
  ['GET /approve-products', listApprovedProducts, {}, 'byStatus', { '#key': 'status' }, 'approved', false],
  ['GET /my-products', listMyProducts, { headers: customer }, 'bySeller', { '#key': 'sellerId' }, 'ann', false],
  ['GET /products/pending', listPendingProducts, { headers: admin }, 'byStatus', { '#key': 'status' }, 'pending', true],
] as const)('%s', (_, handler, parts, IndexName, ExpressionAttributeNames, value, ScanIndexForward) => {
  test('is one page of one partition of an index, newest first unless it is a queue', async () => {
    list(product());

    const { status, body } = await request(handler, parts);

    expect(status).toBe(200);
    expect(body.products).toHaveLength(1);
    expect(calls()).toEqual(['dynamodb:Query']);
    expect(query()).toMatchObject({
      IndexName,
      ExpressionAttributeNames,
      ScanIndexForward,
      ExpressionAttributeValues: { ':value': value },
    });
  });

  test('passes limit and cursor on and gives the next cursor', async () => {
    const last = { [ExpressionAttributeNames['#key']]: value, createdAt: '2026', id: 'x' };
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey: last });

    const { body } = await request(handler, { ...parts, query: { limit: '5' } });
    await request(handler, { ...parts, query: { cursor: body.nextCursor } });

    expect(query()?.Limit).toBe(5);
    expect(cloud.dynamodb.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(last);
  });

  test.each([{ limit: '0' }, { limit: '101' }, { limit: 'x' }, { cursor: 'x' }, { page: '2' }])(
    'refuses %j',
    async (bad) => {
      expect(await request(handler, { ...parts, query: bad })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT' },
      });
      expect(calls()).toEqual([]);
    },
  );
});

describe('what others see of a product', () => {
  test.each([
    ['GET /products', listProducts, {}],
    ['GET /categories/{name}', listCategoryProducts, { path: { name: 'shoes' } }],
  ])('%s shows nothing but what is public, for caches too', async (_, handler, parts) => {
    list(product({ requestHash: 'h' }));

    const { body, headers } = await request(handler, parts);

    expect(body).toEqual({ products: [publicView] });
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=10', etag: expect.any(String) });
  });

  test('GET /products/{id} shows the same of one', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: product() });

    expect(await request(getProduct, { path })).toMatchObject({ status: 200, body: publicView });
  });

  test.each([
    ['none', undefined],
    ['one that waits for its image', waitingProduct()],
    ['one that waits for approval', product({ status: 'pending' })],
    ['a rejected one', product({ status: 'rejected' })],
  ])('GET /products/{id} answers 404 for %s', async (_, row) => {
    cloud.dynamodb.on(GetCommand).resolves(row ? { Item: row } : {});

    expect(await request(getProduct, { path })).toMatchObject({ status: 404, body: { code: 'PRODUCT_NOT_FOUND' } });
  });

  test('GET /categories/{name} takes any name that a category may have, and refuses others', async () => {
    list();
    expect((await request(listCategoryProducts, { path: { name: ' Schuhe & Söhne/🦊 ' } })).body).toEqual({
      products: [],
    });
    expect(query()?.ExpressionAttributeValues).toEqual({ ':value': 'Schuhe & Söhne/🦊' });

    expect(await request(listCategoryProducts, { path: { name: 'a'.repeat(101) } })).toMatchObject({ status: 400 });
  });
});

describe('GET /my-products', () => {
  const mine = async (row: Product) => {
    list(row);
    return (await request(listMyProducts, { headers: customer })).body.products[0];
  };

  test('shows a refused upload and that its product waits on', async () => {
    const { imageUrl: _, ...waiting } = publicView;

    expect(await mine(waitingProduct({ uploadRejection: 'empty' }))).toEqual({
      ...waiting,
      status: 'awaitingImage',
      isApproved: false,
      uploadRejection: 'empty',
    });
  });

  test('shows the reason of a rejection, and what is approved', async () => {
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

describe('the admin’s routes', () => {
  test.each([
    ['GET /products/pending', listPendingProducts, {}],
    ['POST /products/{id}/approve', approveProduct, { path }],
    ['POST /products/{id}/reject', rejectProduct, { path, body: { reason: 'x' } }],
  ])('%s is for admins only', async (_, handler, parts) => {
    expect(await request(handler, parts)).toMatchObject({ status: 401 });
    expect(await request(handler, { ...parts, headers: customer })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    });
    expect(calls()).toEqual([]);
  });

  test('GET /products/pending shows what a decision needs', async () => {
    list(product({ status: 'pending' }));

    expect((await request(listPendingProducts, { headers: admin })).body.products).toEqual([
      { ...publicView, fileName: 'shoes.png', status: 'pending', sellerId: 'ann', email: 'ann@example.com' },
    ]);
  });
});

describe('POST /products/{id}/approve', () => {
  const approve = () => request(approveProduct, { path, headers: admin });
  const meets = (row?: Product) => cloud.dynamodb.on(UpdateCommand).rejects(refusal(row));

  test('puts a product on sale in one conditional write, into the index of its category', async () => {
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: product() });

    expect(await approve()).toMatchObject({ status: 200, body: { id: path.id, status: 'approved', isApproved: true } });
    expect(updates()).toEqual([
      expect.objectContaining({
        UpdateExpression: 'SET #status = :to, updatedAt = :now, approvedCategory = category',
        ConditionExpression: '#status IN (:from0) AND attribute_exists(imageUrl)',
        ExpressionAttributeValues: expect.objectContaining({ ':from0': 'pending', ':to': 'approved' }),
      }),
    ]);
  });

  test('done before is done', async () => {
    meets(product());

    expect(await approve()).toMatchObject({ status: 200, body: { status: 'approved' } });
  });

  test.each([
    ['404 for no product', undefined, 404, 'PRODUCT_NOT_FOUND'],
    ['409 while its image has not been checked', waitingProduct(), 409, 'IMAGE_NOT_CHECKED'],
    ['409 for a rejected product', product({ status: 'rejected' }), 409, 'ALREADY_REJECTED'],
  ])('answers %s', async (_, row, status, code) => {
    meets(row);

    expect(await approve()).toMatchObject({ status, body: { code } });
  });
});

describe('POST /products/{id}/reject', () => {
  const reason = 'The picture is blurred.';
  const rejected = product({ status: 'rejected', rejectionReason: reason });
  const reject = (body: object = { reason }) => request(rejectProduct, { path, headers: admin, body });
  const mails = () => cloud.ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);

  test('takes a pending or approved product off the lists and mails the reason to the seller', async () => {
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: rejected });

    expect(await reject()).toMatchObject({
      status: 200,
      body: { id: path.id, status: 'rejected', isApproved: false, rejectionReason: reason, sellerMailed: true },
    });
    expect(updates()[0]).toMatchObject({
      UpdateExpression: expect.stringContaining('REMOVE approvedCategory'),
      ExpressionAttributeValues: { ':from0': 'pending', ':from1': 'approved', ':to': 'rejected', ':reason': reason },
    });
    expect(mails()).toEqual([expect.objectContaining({ Destination: { ToAddresses: ['ann@example.com'] } })]);
    expect(JSON.stringify(mails())).toContain(reason);
    expect(JSON.stringify(mails())).toContain('Running shoes');
  });

  test('done before with the mail sent is done', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal({ ...rejected, rejectionMailedAt: '2026-01-01T02:00:00.000Z' }));

    expect(await reject()).toMatchObject({ status: 200, body: { sellerMailed: true } });
    expect(mails()).toEqual([]);
  });

  test('whose mail failed stands and says so; done again it mails', async () => {
    cloud.dynamodb.on(UpdateCommand).resolvesOnce({ Attributes: rejected }).rejectsOnce(refusal(rejected)).resolves({});
    cloud.ses.on(SendEmailCommand).rejectsOnce(awsError('MessageRejected')).resolves({});

    expect(await reject()).toMatchObject({ status: 200, body: { status: 'rejected', sellerMailed: false } });
    expect(await reject()).toMatchObject({ status: 200, body: { sellerMailed: true } });
    expect(updates().at(-1)?.UpdateExpression).toBe('SET rejectionMailedAt = :now');
  });

  test.each([
    ['404 for no product', undefined, 404, 'PRODUCT_NOT_FOUND'],
    ['409 while its image has not been checked', waitingProduct(), 409, 'IMAGE_NOT_CHECKED'],
    [
      '409 for one that was rejected for another reason',
      { ...rejected, rejectionReason: 'other' },
      409,
      'ALREADY_REJECTED',
    ],
  ])('answers %s and mails nobody', async (_, row, status, code) => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(row));

    expect(await reject()).toMatchObject({ status, body: { code } });
    expect(mails()).toEqual([]);
  });

  test.each([{}, { reason: '' }, { reason: 'a'.repeat(501) }, { reason, status: 'approved' }])(
    'refuses the body %j',
    async (body) => {
      expect(await reject(body)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
      expect(calls()).toEqual([]);
    },
  );
});
