import './imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { startStorageAndMessaging } from '@ecommerce/platform/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { CleanUpEvent } from '../src/events/cleanUpEvents.ts';
import { interleave, scheduleCallsOf, turn } from './interleaving.ts';
import { createTable } from './tables.ts';

jest.setTimeout(60_000); // hundreds of meetings, each a dozen calls: a busy machine takes longer than the usual 5 s

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const database = await startDynamoDb({ port: 0 });
const storage = await startStorageAndMessaging({
  port: 0,
  region: 'eu-west-1',
  accountId: '000000000000',
  credentials,
});
process.env.AWS_ENDPOINT_URL_DYNAMODB = database.url;
process.env.AWS_ENDPOINT_URL_S3 = storage.url;
const { dynamodb } = await import('../src/dynamodb.ts');
const { publishPendingImage } = await import('../src/pendingImages.ts');
const { cleanUpPendingImages } = await import('../src/cleanUpPendingImages.ts');
const { createUploadUrl, uploadExists } = await import('../src/imageUploads.ts');

const sns = mockClient(SNSClient);
const png = readFileSync(new URL('../../docs/images/fashion1.png', import.meta.url));
const companion = { table: 'Stock', key: 'variantId' };
const images = { table: 'Products', bucket: 'images', statusWithImage: 'pending', companion };

beforeAll(async () => {
  await createTable('Products', 'id', { byStatus: 'status' });
  await createTable('Stock', 'variantId');
  await new S3Client({}).send(new CreateBucketCommand({ Bucket: 'images' }));
  scheduleCallsOf(DynamoDBDocumentClient, S3Client);
});
afterAll(() => Promise.all([database.close(), storage.close()]));
beforeEach(() => {
  sns.reset();
  sns.onAnyCommand().resolves({});
});

const cleanUp = () =>
  cleanUpPendingImages(
    images,
    { topicArn: 'topic', type: 'PRODUCTS_DELETED', nameAttribute: 'productName' },
    (upload) => publishPendingImage(images, upload),
  );

/** An overdue row and the upload that its URL leads to. */
const overdueRow = async () => {
  const id = randomUUID();
  const row = {
    id,
    fileName: 'shoes.png',
    status: 'awaitingImage',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    productName: id,
  };
  await dynamodb.send(new PutCommand({ TableName: 'Products', Item: row }));
  await dynamodb.send(new PutCommand({ TableName: 'Stock', Item: { variantId: id, available: 3 } }));
  const upload = { bucket: 'images', id, fileName: row.fileName };
  return { upload, url: await createUploadUrl(upload) };
};

type Upload = Awaited<ReturnType<typeof overdueRow>>;

/** What a client does whose file is on its way, and the event that follows. */
const arrive = async ({ upload, url }: Upload) => {
  await turn('PUT');
  await fetch(url, { method: 'PUT', body: png });
  await publishPendingImage(images, upload);
};

/**
 * However the clean-up and the arrival meet: a file that was there before its row went is published; one that came later is published too or
 * lies where the bucket's lifecycle finds it; and the topic hears of the row if, and only if, it is gone.
 */
const meet = async (pick: (ready: string[]) => string | undefined, more: Record<string, () => Promise<void>> = {}) => {
  const arrival = await overdueRow();
  const { id } = arrival.upload;
  sns.resetHistory();

  const trace = await interleave({ cleanUp, arrival: () => arrive(arrival), ...more }, pick);

  const { Item: row } = await dynamodb.send(
    new GetCommand({ TableName: 'Products', Key: { id }, ConsistentRead: true }),
  );
  const { Item: stock } = await dynamodb.send(
    new GetCommand({ TableName: 'Stock', Key: { variantId: id }, ConsistentRead: true }),
  );
  expect(stock).toEqual(row ? { variantId: id, available: 3 } : undefined);
  const told = sns
    .commandCalls(PublishCommand)
    .flatMap(({ args }) => CleanUpEvent.parse(JSON.parse(args[0].input.Message ?? '')).data.deleted);
  const deleted = trace.findIndex((step) => step.endsWith(' TransactWrite'));
  const inTime = deleted === -1 || trace.indexOf('arrival PUT') < deleted;
  const outcome = {
    published: row?.status === 'pending' && row.imageUrl !== undefined,
    told: told.filter((one) => one.id === id).length,
    uploadLeft: await uploadExists(arrival.upload),
  };
  const good = row ? { published: true, told: 0, uploadLeft: false } : { published: false, told: 1, uploadLeft: true };
  expect({ trace, ...outcome }).toEqual({ trace, ...good });
  if (inTime) expect({ trace, published: outcome.published }).toEqual({ trace, published: true });
  return outcome;
};

/** Runs `first` calls of the clean-up, `then` of the arrival, `after` of the clean-up, then the rest of the arrival and of the clean-up. */
const turns = (first: number, then: number, after: number) => {
  const order = [
    ...Array<string>(first).fill('cleanUp'),
    ...Array<string>(then).fill('arrival'),
    ...Array<string>(after).fill('cleanUp'),
  ];
  return (ready: string[]) => {
    const next = order.shift() ?? 'arrival';
    return ready.includes(next) ? next : undefined;
  };
};

describe('the clean-up and an arriving image', () => {
  test.each([0, 1, 2, 3, 4, 5, 6])(
    'that interleave after %d calls of the clean-up, in any sequence, lose no image',
    async (first) => {
      const outcomes: Awaited<ReturnType<typeof meet>>[] = [];
      for (let then = 1; then <= 6; then += 1) {
        for (const after of [1, 2, 3, 4, 6, 9]) outcomes.push(await meet(turns(first, then, after)));
      }

      expect(outcomes.some(({ published }) => published)).toBe(first < 5);
    },
  );

  test('and a concurrent second clean-up, in 60 random interleavings, lose no image', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      let state = seed;
      const draw = (ready: string[]) => {
        state = (state * 48271) % 2147483647;
        return ready[state % ready.length];
      };
      await meet(draw, { secondCleanUp: cleanUp });
    }
  });
});
