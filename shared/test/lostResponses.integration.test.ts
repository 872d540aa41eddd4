import './imageEnvironment.ts';
import { readFileSync } from 'node:fs';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { startStorageAndMessaging } from '@ecommerce/platform/storage';
import { afterAll, beforeAll } from '@jest/globals';
import { startTables, testLostResponses, writeCase } from './lostResponses.ts';

process.env.RATE_LIMITS_TABLE = 'RateLimits';
process.env.RATE_LIMIT_FACTOR = '1';
const tables = { Products: 'id', Stock: 'variantId', RateLimits: 'id' };
await startTables(tables);
const storage = await startStorageAndMessaging({
  port: 0,
  region: 'eu-west-1',
  accountId: '000000000000',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
process.env.AWS_ENDPOINT_URL_S3 = storage.url;
const { dynamodb } = await import('../src/dynamodb.ts');
const { deleteOverdue, publishPendingImage, restoreRows } = await import('../src/pendingImages.ts');

const { createCounter, rateLimit } = await import('../src/rateLimit.ts');
const { createUploadUrl } = await import('../src/imageUploads.ts');

const companion = { table: 'Stock', key: 'variantId' };
const images = { table: 'Products', bucket: 'images', statusWithImage: 'pending', companion };
const row = {
  id: 'p1',
  fileName: 'shoes.png',
  status: 'awaitingImage',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};
const upload = { bucket: 'images', id: row.id, fileName: row.fileName };
const png = readFileSync(new URL('../../docs/images/fashion1.png', import.meta.url));
const s3 = new S3Client({});

beforeAll(() => s3.send(new CreateBucketCommand({ Bucket: 'images' })));
afterAll(async () => {
  s3.destroy();
  await storage.close();
});

const stock = { variantId: row.id, available: 3, sellable: true };
const stockInTable = () => dynamodb.send(new PutCommand({ TableName: 'Stock', Item: stock }));
const inTable = () => dynamodb.send(new PutCommand({ TableName: 'Products', Item: row }));

/** The row, and the file that was uploaded for it. */
const uploaded = (body: Uint8Array | string) => async () => {
  await inTable();
  await fetch(await createUploadUrl(upload), { method: 'PUT', body });
};

testLostResponses('shared/src', dynamodb, tables, [
  writeCase('pendingImages.publishPendingImage', {
    prepare: uploaded(png),
    act: () => publishPendingImage(images, upload),
  }),
  writeCase('pendingImages.publishPendingImage', {
    when: 'of what is no image',
    prepare: uploaded('text'),
    act: () => publishPendingImage(images, upload),
  }),
  writeCase('pendingImages.deleteOverdue', {
    prepare: inTable,
    act: () => deleteOverdue(images, row, '2026-01-02T00:00:00.000Z'),
  }),
  writeCase('pendingImages.deleteOverdue', {
    when: 'with its companion',
    prepare: async () => {
      await inTable();
      await stockInTable();
    },
    act: () => deleteOverdue(images, row, '2026-01-02T00:00:00.000Z'),
  }),
  writeCase('rateLimit.createCounter', { act: () => createCounter()(['a'], { attempts: 0, seconds: 3600 }) }),
  writeCase('rateLimit.rateLimit', {
    act: () =>
      rateLimit({ rateLimit: { client: { attempts: 1, seconds: 3600 } } })(
        { routeKey: 'GET /', requestContext: { http: { sourceIp: '192.0.2.1' } } } as never,
        undefined,
      ),
  }),
  writeCase('pendingImages.restoreRows', { act: () => restoreRows(images, { row, companion: undefined }) }),
  writeCase('pendingImages.restoreRows', {
    when: 'with its companion',
    act: () => restoreRows(images, { row, companion: stock }),
  }),
]);
