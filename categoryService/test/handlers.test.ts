import '../../shared/test/tokens.ts';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { BatchGetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { request } from '../../shared/test/httpEvent.ts';
import { calls, cloud, resetCloud } from '../../shared/test/imageCloud.ts';
import { awsError } from '../../shared/test/sdkCalls.ts';
import { authorization } from '../../shared/test/tokens.ts';

const { handler: createUploadUrl } = await import('../src/handlers/createUploadUrl.ts');
const { handler: listCategories } = await import('../src/handlers/listCategories.ts');
const { handler: changeCategory } = await import('../src/handlers/changeCategory.ts');
const { handler: deleteCategory } = await import('../src/handlers/deleteCategory.ts');

const body = { fileName: 'fashion1.png', fileType: 'image/png', categoryName: 'fashion1' };
const published = {
  id: 'c-1',
  categoryName: 'fashion1',
  fileName: 'fashion1.png',
  status: 'published',
  imageUrl: 'https://images.example/images/c-1/fashion1.png',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

beforeEach(resetCloud);

describe('POST /upload-url', () => {
  test('writes a category that waits for its image, and returns the upload URL', async () => {
    const answer = await request(createUploadUrl, { body });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      uploadUrl: expect.stringContaining(`/uploads/${answer.body.id}/fashion1.png?`),
      id: expect.any(String),
    });
    expect(cloud.dynamodb.commandCalls(PutCommand)[0]?.args[0].input.Item).toEqual({
      id: answer.body.id,
      categoryName: 'fashion1',
      fileName: 'fashion1.png',
      status: 'awaitingImage',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
  });

  test('accepts names in any script, trimmed and composed', async () => {
    await request(createUploadUrl, { body: { ...body, categoryName: '  Cafe\u0301 🦊 ' } });

    expect(cloud.dynamodb.commandCalls(PutCommand)[0]?.args[0].input.Item?.categoryName).toBe('Caf\u00e9 🦊');
  });

  test.each([
    ['no name', { categoryName: undefined }, 'categoryName'],
    ['an empty name', { categoryName: '' }, 'categoryName'],
    ['a name of white space', { categoryName: '   ' }, 'categoryName'],
    ['a name of 101 characters', { categoryName: 'a'.repeat(101) }, 'categoryName'],
    ['a name of 10 kB', { categoryName: 'a'.repeat(10_000) }, 'categoryName'],
    ['a name with a control character', { categoryName: 'a\u0000' }, 'categoryName'],
    ['a number for a name', { categoryName: 5 }, 'categoryName'],
    ['a way up for a file name', { fileName: '../a.png' }, 'fileName'],
    ['an SVG', { fileType: 'image/svg+xml' }, 'fileType'],
    ['an unknown field', { imageUrl: 'x' }, 'imageUrl'],
  ])('rejects %s', async (_, more, path) => {
    expect(await request(createUploadUrl, { body: { ...body, ...more } })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path }] },
    });
    expect(calls()).toEqual([]);
  });
});

describe('GET /categories', () => {
  test('returns a plain array of published categories, newest first', async () => {
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [published] });

    const { body, headers } = await request(listCategories);

    expect(body).toEqual([{ id: 'c-1', categoryName: 'fashion1', imageUrl: published.imageUrl }]);
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=60', etag: expect.any(String) });
    expect(headers).not.toHaveProperty('x-next-cursor');
    expect(cloud.dynamodb.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      IndexName: 'byStatus',
      ExpressionAttributeValues: { ':value': 'published' },
      ScanIndexForward: false,
      Limit: 100,
    });
  });

  test('returns the next page’s cursor in a header', async () => {
    const last = { status: 'published', createdAt: published.createdAt, id: 'c-1' };
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [published], LastEvaluatedKey: last });

    const { headers } = await request(listCategories, { query: { limit: '1' } });
    await request(listCategories, { query: { cursor: String(headers['x-next-cursor']) } });

    expect(cloud.dynamodb.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(last);
  });

  test.each([{ limit: '0' }, { limit: '101' }, { cursor: 'x' }, { name: 'x' }])('rejects %j', async (query) => {
    expect(await request(listCategories, { query })).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  });
});

const admin = { authorization: await authorization('eve', { groups: ['admin'] }) };

describe('DELETE /categories/{id}', () => {
  const path = { id: 'c-1' };

  test('deletes the row, then the image', async () => {
    cloud.dynamodb.on(BatchGetCommand).resolves({ Responses: { [String(process.env.CATEGORIES_TABLE)]: [published] } });

    expect(await request(deleteCategory, { path, headers: admin })).toMatchObject({ status: 200, body: { id: 'c-1' } });
    expect(calls()).toEqual(['dynamodb:BatchGetItem', 'dynamodb:TransactWriteItems', 's3:DeleteObject']);
    expect(cloud.s3.commandCalls(DeleteObjectCommand)[0]?.args[0].input.Key).toBe('images/c-1/fashion1.png');
  });

  test('returns 404 for a missing one', async () => {
    expect(await request(deleteCategory, { path, headers: admin })).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });

  test('is only for admins', async () => {
    const customer = { authorization: await authorization('ann') };

    expect(await request(deleteCategory, { path })).toMatchObject({ status: 401 });
    expect(await request(deleteCategory, { path, headers: customer })).toMatchObject({ status: 403 });
    expect(calls()).toEqual([]);
  });
});

describe('PATCH /categories/{id}', () => {
  const path = { id: 'c-1' };

  test('is only for admins', async () => {
    const headers = { authorization: await authorization('ann', { groups: ['staff'] }) };

    expect(await request(changeCategory, { path, body: { position: 1 } })).toMatchObject({ status: 401 });
    expect(await request(changeCategory, { path, headers, body: { position: 1 } })).toMatchObject({ status: 403 });
    expect(calls()).toEqual([]);
  });

  test.each([
    ['nothing', {}, ''],
    ['an empty name', { categoryName: ' ' }, 'categoryName'],
    ['no name', { categoryName: null }, 'categoryName'],
    ['a negative position', { position: -1 }, 'position'],
    ['a position with a fraction', { position: 1.5 }, 'position'],
    ['a huge position', { position: 10_000 }, 'position'],
    ['a position of digits', { position: '1' }, 'position'],
    ['an empty parent', { parentId: '' }, 'parentId'],
    ['a parent of 10 kB', { parentId: 'a'.repeat(10_000) }, 'parentId'],
    ['an unknown field', { position: 1, imageUrl: 'x' }, 'imageUrl'],
  ])('rejects %s', async (_, body, field) => {
    expect(await request(changeCategory, { path, headers: admin, body })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path: field }] },
    });
    expect(calls()).toEqual([]);
  });
});

test.each([
  ['throttled', awsError('ProvisionedThroughputExceededException')],
  ['out of reach', awsError('Error', { code: 'ECONNRESET' })],
])('while the table is %s, reading and writing categories return 503', async (_, error) => {
  cloud.dynamodb.onAnyCommand().rejects(error);
  const unavailable = {
    status: 503,
    body: { code: 'UNAVAILABLE' },
    headers: { 'retry-after': expect.any(String), 'cache-control': 'no-store' },
  };

  expect(await request(createUploadUrl, { body })).toMatchObject(unavailable);
  expect(await request(listCategories)).toMatchObject(unavailable);
});
