import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { startStorageAndMessaging } from '../../../src/aws/storage.ts';
import { Bucket, clients, openBucket, openStorages, platform, publicImages } from './storageClients.ts';

const { storage, objects, directory, close } = await openBucket();
const ofOneTest = openStorages();
storage.setBucketPolicy(Bucket, publicImages);
afterAll(close);
afterEach(ofOneTest.closeAll);

describe('objects', () => {
  test('an unmodified S3Client that knows only AWS_ENDPOINT_URL_S3 works', async () => {
    process.env.AWS_ENDPOINT_URL_S3 = storage.url;
    const plain = new S3Client({ region: platform.region, credentials: platform.credentials });
    try {
      await plain.send(new PutObjectCommand({ Bucket, Key: 'plain.txt', Body: 'with the default checksum' }));
      const { Body } = await plain.send(new GetObjectCommand({ Bucket, Key: 'plain.txt' }));
      expect(await Body?.transformToString()).toBe('with the default checksum');
    } finally {
      delete process.env.AWS_ENDPOINT_URL_S3;
      plain.destroy();
    }
  });

  test('a copy that replaces the metadata is served with the new type and cache control', async () => {
    await objects.put('uploads/1/a b.png', 'pixels', { ContentType: 'text/html' });
    await storage.s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'images/1/a b.png',
        CopySource: `${Bucket}/uploads/1/${encodeURIComponent('a b.png')}`,
        MetadataDirective: 'REPLACE',
        ContentType: 'image/png',
        CacheControl: 'public, max-age=31536000, immutable',
      }),
    );

    const response = await fetch(`${storage.url}/${Bucket}/images/1/a%20b.png`);

    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('x-amz-request-id')).toMatch(/^[0-9A-F]{16}$/);
    expect(await response.text()).toBe('pixels');
  });

  test('of several writes with If-None-Match, also concurrent ones, the first creates the object', async () => {
    const put = (Key: string, Body: string) =>
      storage.s3.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: '*' }));
    const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((body) => put('created once', body)));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(put('created once', 'e')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await (await objects.get('created once')).Body?.transformToString()).toMatch(/^[abcd]$/);
  });

  test.each(['application/octet-stream', 'text/csv'])(
    'a large file of %s is stored byte for byte',
    async (ContentType) => {
      const Body = randomBytes(20 * 1024 * 1024);
      await storage.s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body, ContentType }));
      const stored = await (await objects.get('large')).Body?.transformToByteArray();
      expect(Buffer.from(stored ?? []).equals(Body)).toBe(true);
    },
  );

  test('a range longer than the object gives what there is', async () => {
    await objects.put('short', 'twelve bytes');
    const { Body, ContentRange } = await objects.get('short', { Range: 'bytes=0-4099' });
    expect(await Body?.transformToString()).toBe('twelve bytes');
    expect(ContentRange).toBe('bytes 0-11/12');
  });

  test('HeadObject of a missing key is NotFound, GetObject is NoSuchKey', async () => {
    await expect(storage.s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(objects.get('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('a deleted object is gone and an empty one stays', async () => {
    await objects.put('gone');
    await storage.s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    const empty = await fetch(await objects.presignPut('empty'), { method: 'PUT' });
    expect(empty.status).toBe(200);
    expect((await objects.get('empty')).ContentLength).toBe(0);
    await expect(objects.get('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('a body whose hash is not the signed one is rejected', async () => {
    const tampering = clients(storage.url).s3;
    tampering.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.request as object, { body: 'other' });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(
      tampering.send(new PutObjectCommand({ Bucket, Key: 'tampered', Body: 'these' })),
    ).rejects.toMatchObject({
      name: 'XAmzContentSHA256Mismatch',
    });
    tampering.destroy();
  });
});

test('after a kill -9 every acknowledged object is back with its type and metadata, and its event is told', async () => {
  const state = join(directory, 'killed');
  const first = await ofOneTest.startDoomed(state);
  const bytes = randomBytes(10 * 1024 * 1024);
  await first.s3.send(new CreateBucketCommand({ Bucket }));
  const { ETag } = await first.s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'big',
      Body: bytes,
      ContentType: 'image/webp',
      CacheControl: 'no-cache',
      Metadata: { owner: 'jane' },
    }),
  );
  await first.s3.send(new PutObjectCommand({ Bucket, Key: 'deleted', Body: 'x' }));
  await first.s3.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }));
  await first.kill();

  const second = await ofOneTest.start(state);
  const told: string[] = [];
  second.onObjectCreated(({ Records }) => void told.push(...Records.map(({ s3 }) => s3.object.key)));
  await second.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/big` }));
  const { Body, ...head } = await second.s3.send(new GetObjectCommand({ Bucket, Key: 'copy' }));

  expect(head).toMatchObject({
    ETag,
    ContentType: 'image/webp',
    CacheControl: 'no-cache',
    Metadata: { owner: 'jane' },
  });
  expect(bytes.equals((await Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
  await expect(second.s3.send(new GetObjectCommand({ Bucket, Key: 'deleted' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
  expect(told).toEqual(expect.arrayContaining(['big', 'deleted']));
});

test('it listens on the loopback interface only, and says so when its port is taken', async () => {
  expect(new URL(storage.url).hostname).toBe('127.0.0.1');
  const port = Number(new URL(storage.url).port);
  await expect(startStorageAndMessaging({ ...platform, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
