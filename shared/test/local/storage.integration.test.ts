import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { S3Event, S3EventRecord } from 'aws-lambda';
import { type StorageAndMessaging, startStorageAndMessaging } from '../../local/aws/storage.ts';
import { startProcess } from './crashingProcess.ts';
import { clients, platform } from './storageClients.ts';

const run = promisify(execFile);
const Bucket = 'pictures';
let storage: StorageAndMessaging;
let s3: S3Client;
let destroy: () => void;
let directory: string;
const records: S3EventRecord[] = [];

const put = (Key: string, Body: string | Buffer = 'x', more = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more = {}) => s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
const presignPut = (Key: string, expiresIn = 300) =>
  getSignedUrl(s3, new PutObjectCommand({ Bucket, Key }), { expiresIn });
const presignGet = (Key: string, expiresIn = 300) =>
  getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn });

/** The status of a GET whose path goes over the wire exactly as it is here, where `fetch` would tidy it up. */
const rawStatus = (path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(storage.url);
    httpRequest({ port, path }, (response) => resolve(response.resume().statusCode))
      .once('error', reject)
      .end();
  });

/** The record of the object whose key the event carries as `encodedKey`; waits for it for a second. */
const recordOf = async (encodedKey: string, eventName = 'ObjectCreated:Put'): Promise<S3EventRecord> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const record = records.find(({ s3, ...event }) => s3.object.key === encodedKey && event.eventName === eventName);
    if (record) return record;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`No ${eventName} for ${encodedKey} among ${records.map(({ s3 }) => s3.object.key)}`);
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storage-'));
  storage = await startStorageAndMessaging({ ...platform, directory: join(directory, 'state') });
  storage.onObjectCreated((event: S3Event) => void records.push(...event.Records));
  ({ s3, destroy } = clients(storage.url));
  await s3.send(new CreateBucketCommand({ Bucket }));
  storage.setBucketPolicy(Bucket, {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/images/*` },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
  storage.setBucketCors(Bucket, {
    CorsRules: [
      {
        AllowedMethods: ['PUT', 'GET'],
        AllowedOrigins: ['https://*.shop.example'],
        AllowedHeaders: ['content-type'],
        ExposedHeaders: ['ETag'],
        MaxAge: 600,
      },
    ],
  });
});

afterAll(async () => {
  destroy();
  await storage.close();
  await rm(directory, { recursive: true });
});

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
    await put('uploads/1/a b.png', 'pixels', { ContentType: 'text/html' });
    await s3.send(
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

  test('a range longer than the object gives what there is', async () => {
    await put('short', 'twelve bytes');
    const { Body, ContentRange } = await get('short', { Range: 'bytes=0-4099' });
    expect(await Body?.transformToString()).toBe('twelve bytes');
    expect(ContentRange).toBe('bytes 0-11/12');
  });

  test('HeadObject of a missing key is NotFound, GetObject is NoSuchKey', async () => {
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(get('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('a deleted object is gone and an empty one stays', async () => {
    await put('gone');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    const empty = await fetch(await presignPut('empty'), { method: 'PUT' });
    expect(empty.status).toBe(200);
    expect((await get('empty')).ContentLength).toBe(0);
    await expect(get('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('a body whose hash is not the signed one is refused', async () => {
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

describe('presigned URLs', () => {
  const keys = [
    'plain.png',
    'a b.png',
    'größe.png',
    'a+b.png',
    'a%2Fb.png',
    "it's (1)!*.png",
    '日本/語.png',
    'x//y/.z',
    'k'.repeat(900),
  ];

  test.each(keys)('upload and download the key %j', async (key) => {
    const uploaded = await fetch(await presignPut(key), { method: 'PUT', body: key });
    const downloaded = await fetch(await presignGet(key));
    expect(uploaded.status).toBe(200);
    expect(await downloaded.text()).toBe(key);
    expect(await (await get(key)).Body?.transformToString()).toBe(key);
  });

  test('curl -X PUT -T works without any header, for small files, 8 MB files and from standard input', async () => {
    const small = join(directory, 'small.png');
    const large = join(directory, 'large.png');
    const bytes = randomBytes(8 * 1024 * 1024);
    await Promise.all([writeFile(small, 'small'), writeFile(large, bytes)]);

    await run('curl', ['-sf', '-X', 'PUT', '-T', small, await presignPut('curl/small')]);
    await run('curl', ['-sf', '-X', 'PUT', '-T', large, await presignPut('curl/large')]);
    await run('sh', ['-c', 'cat "$0" | curl -sf -X PUT -T - "$1"', large, await presignPut('curl/stdin')]);

    expect(await (await get('curl/small')).Body?.transformToString()).toBe('small');
    for (const key of ['curl/large', 'curl/stdin']) {
      const { Body, ContentType } = await get(key);
      expect(ContentType).toBe('binary/octet-stream');
      expect(bytes.equals((await Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
    }
  });

  test('dot segments are part of a key and reach no other object', async () => {
    await put('dots/../uploads/x', 'dotted');
    expect(await (await get('dots/../uploads/x')).Body?.transformToString()).toBe('dotted');
    await expect(get('uploads/x')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('a body sent as a form is stored byte for byte', async () => {
    await run('curl', ['-sf', '-X', 'PUT', '-d', 'a=1&b=%20', await presignPut('form')]);
    expect(await (await get('form')).Body?.transformToString()).toBe('a=1&b=%20');
  });

  test('curl reads a clear answer when the file is over the limit, also without a length and on a bad signature', async () => {
    const huge = join(directory, 'huge.png');
    await writeFile(huge, Buffer.alloc(30 * 1024 * 1024));
    const status = ['-s', '-w', '%{http_code}', '-X', 'PUT'];

    const withLength = await run('curl', [...status, '-T', huge, await presignPut('huge')]);
    const chunked = await run('sh', [
      '-c',
      'cat "$0" | curl -s -w "%{http_code}" -X PUT -T - "$1"',
      huge,
      await presignPut('huge'),
    ]);
    const badUrl = `${await presignPut('huge')}0`;
    const forbidden = await run('curl', [...status, '-T', huge, badUrl]);

    expect(withLength.stdout).toMatch(/<Code>EntityTooLarge<\/Code>.*400$/s);
    expect(chunked.stdout).toMatch(/<Code>EntityTooLarge<\/Code>.*400$/s);
    expect(forbidden.stdout).toMatch(/<Code>SignatureDoesNotMatch<\/Code>.*403$/s);
    await expect(get('huge')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('serve only the key, bucket and method they were made for', async () => {
    await put('mine');
    const url = await presignGet('mine');
    const attempts = [
      fetch(url.replace('/mine', '/theirs')),
      fetch(url.replace(`/${Bucket}/`, '/others/')),
      fetch(url, { method: 'PUT', body: 'x' }),
      fetch(url, { method: 'DELETE' }),
      fetch(url.replace('X-Amz-Expires=300', 'X-Amz-Expires=30000')),
      fetch(`${url}&versionId=1`),
    ];
    for (const response of await Promise.all(attempts)) {
      expect([response.status, await response.text()]).toEqual([
        403,
        expect.stringContaining('<Code>SignatureDoesNotMatch</Code>'),
      ]);
    }
  });

  test('end after their time', async () => {
    const past = { signingDate: new Date(Date.now() - 301_000), expiresIn: 300 };
    const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'late' }), past);
    const response = await fetch(url, { method: 'PUT', body: 'x' });
    expect(response.status).toBe(403);
    expect(await response.text()).toMatch(/<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/);
  });

  test('count their time from the start of the request, not from its end', async () => {
    const almostPast = { signingDate: new Date(Date.now() - 299_000), expiresIn: 300 };
    const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'slow' }), almostPast);
    const status = await new Promise((resolve, reject) => {
      const upload = httpRequest(url, { method: 'PUT' }, (response) => resolve(response.resume().statusCode)).once(
        'error',
        reject,
      );
      upload.write('first');
      setTimeout(() => upload.end('last'), 1100);
    });
    expect(status).toBe(200);
  });

  test('do not take headers that they were not signed with', async () => {
    await put('secret', 'private');
    const response = await fetch(await presignPut('stolen'), {
      method: 'PUT',
      headers: { 'x-amz-copy-source': `${Bucket}/secret` },
    });
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('not signed')]);
  });

  test('broken query strings and paths get a 4xx in XML', async () => {
    const url = await presignPut('broken');
    const broken = [
      url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=soon'),
      url.replace('AWS4-HMAC-SHA256', 'AWS2'),
      url.replace('eu-west-1', 'mars'),
      `${storage.url}/${Bucket}/%E0%A4%A`,
    ];
    for (const address of broken) {
      const response = await fetch(address, { method: 'PUT', body: 'x' });
      expect([address, response.status]).toEqual([address, 400]);
    }
  });
});

describe('access', () => {
  test('without credentials only what the policy makes public can be read, and nothing written or listed', async () => {
    await put('images/2/public.png', 'public');
    await put('uploads/2/private.png', 'private');
    const status = async (path: string, method = 'GET') =>
      (await fetch(`${storage.url}${path}`, { method, ...(method === 'PUT' && { body: 'x' }) })).status;

    expect(await status(`/${Bucket}/images/2/public.png`)).toBe(200);
    expect(await status(`/${Bucket}/images/2/public.png`, 'HEAD')).toBe(200);
    expect(await status(`/${Bucket}/uploads/2/private.png`)).toBe(403);
    expect(await status(`/${Bucket}/images/2/missing.png`)).toBe(403);
    expect(await rawStatus(`/${Bucket}/images/../uploads/2/private.png`)).toBe(403);
    expect(await rawStatus(`/${Bucket}/uploads/2/private.png#/images/2/public.png`)).toBe(403);
    expect(await rawStatus(`/${Bucket}%2Fuploads/2/private.png`)).toBe(403);
    expect(await status(`/${Bucket}/images/2/public.png`, 'PUT')).toBe(403);
    expect(await status(`/${Bucket}/images/2/public.png`, 'DELETE')).toBe(403);
    expect(await status(`/${Bucket}`)).toBe(403);
    expect(await status(`/${Bucket}/`)).toBe(403);
    expect(await status('/')).toBe(403);
    expect(await status('/_fauxqs/queues')).toBe(403);
  });

  test.each([
    ['SignatureDoesNotMatch', { accessKeyId: 'local', secretAccessKey: 'wrong' }, 'eu-west-1'],
    ['InvalidAccessKeyId', { accessKeyId: 'foreign', secretAccessKey: 'local-secret' }, 'eu-west-1'],
    ['AuthorizationHeaderMalformed', platform.credentials, 'us-east-2'],
  ])('a request signed with something wrong is refused as %s', async (name, credentials, region) => {
    const foreign = new S3Client({ endpoint: storage.url, region, credentials, maxAttempts: 1 });
    await expect(foreign.send(new GetObjectCommand({ Bucket, Key: 'short' }))).rejects.toMatchObject({ name });
    foreign.destroy();
  });

  test('a policy with a condition that is not understood is refused rather than misread', () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } };
    const Statement = [{ Effect: 'Allow' as const, Principal: '*', Action: 's3:GetObject', Resource: '*', Condition }];
    expect(() => storage.setBucketPolicy('other', { Statement })).toThrow('aws:SourceIp');
  });
});

describe('browsers', () => {
  const preflight = (headers: Record<string, string>, bucket = Bucket) =>
    fetch(`${storage.url}/${bucket}/key`, { method: 'OPTIONS', headers });

  test('a preflight that a rule allows is answered with that rule', async () => {
    const response = await preflight({
      origin: 'https://www.shop.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'Content-Type',
    });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'https://www.shop.example',
      'access-control-allow-methods': 'PUT, GET',
      'access-control-allow-headers': 'content-type',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '600',
    });
  });

  test.each([
    ['another origin', { origin: 'https://evil.example', 'access-control-request-method': 'PUT' }, Bucket],
    ['another method', { origin: 'https://www.shop.example', 'access-control-request-method': 'DELETE' }, Bucket],
    [
      'another header',
      {
        origin: 'https://www.shop.example',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'x-amz-acl',
      },
      Bucket,
    ],
    [
      'a bucket without rules',
      { origin: 'https://www.shop.example', 'access-control-request-method': 'PUT' },
      'others',
    ],
  ])('a preflight for %s is refused', async (_name, headers, bucket) => {
    const response = await preflight(headers, bucket);
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining('<Code>AccessForbidden</Code>'),
    ]);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  test('the upload itself and its refusals carry the headers, so that a page can read them', async () => {
    const headers = { origin: 'https://www.shop.example' };
    const url = await presignPut('from-browser');
    const accepted = await fetch(url, { method: 'PUT', body: 'x', headers });
    const refused = await fetch(`${url}0`, { method: 'PUT', body: 'x', headers });
    expect([accepted.status, refused.status]).toEqual([200, 403]);
    for (const response of [accepted, refused]) {
      expect(response.headers.get('access-control-allow-origin')).toBe('https://www.shop.example');
    }
  });
});

describe('events', () => {
  test('an upload is told in the shape of AWS, with the key as S3 encodes it', async () => {
    const { ETag } = await put('ev/größe a+b (1).png', 'twelve bytes');

    const record = await recordOf('ev/gr%C3%B6%C3%9Fe+a%2Bb+%281%29.png');

    expect(record).toMatchObject({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-west-1',
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
        object: { size: 12, eTag: ETag?.replaceAll('"', ''), sequencer: expect.stringMatching(/^[0-9A-F]{18}$/) },
      },
    });
  });

  test('copies and multipart uploads have their own names', async () => {
    await put('ev/source');
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'ev/copy', CopySource: `${Bucket}/ev/source` }));
    await new Upload({ client: s3, params: { Bucket, Key: 'ev/parts', Body: Buffer.alloc(6 * 1024 * 1024) } }).done();

    expect((await recordOf('ev/copy', 'ObjectCreated:Copy')).s3.object.size).toBe(1);
    expect((await recordOf('ev/parts', 'ObjectCreated:CompleteMultipartUpload')).s3.object.size).toBe(6 * 1024 * 1024);
    expect(records.filter(({ s3 }) => s3.object.key === 'ev/parts')).toHaveLength(1);
  });

  test('a refused upload is not told', async () => {
    await fetch(`${await presignPut('ev/refused')}0`, { method: 'PUT', body: 'x' });
    await put('ev/after');
    await recordOf('ev/after');
    expect(records.some(({ s3 }) => s3.object.key === 'ev/refused')).toBe(false);
  });

  test('later events have greater sequencers', async () => {
    await put('ev/first');
    await put('ev/second');
    const [first, second] = [await recordOf('ev/first'), await recordOf('ev/second')];
    expect(first.s3.object.sequencer < second.s3.object.sequencer).toBe(true);
  });

  test('one that its listener could not take comes again after a restart', async () => {
    const state = join(directory, 'failing');
    const error = jest.spyOn(console, 'error').mockImplementation(() => {});
    const failing = await startStorageAndMessaging({ ...platform, directory: state });
    const asked = new Promise((resolve) => {
      failing.onObjectCreated(async (event) => {
        resolve(event);
        throw new Error('not now');
      });
    });
    const client = clients(failing.url);
    await client.s3.send(new CreateBucketCommand({ Bucket }));
    await client.s3.send(new PutObjectCommand({ Bucket, Key: 'again', Body: 'x' }));
    const first = await asked;
    client.destroy();
    await failing.close();
    error.mockRestore();

    const restarted = await startStorageAndMessaging({ ...platform, directory: state });
    const second = await new Promise((resolve) => restarted.onObjectCreated((event) => resolve(event)));
    await restarted.close();

    expect(second).toEqual(first);
  });
});

test('after a kill -9 every acknowledged object is back with its type and metadata, and its event is told', async () => {
  const state = join(directory, 'killed');
  const before = await startProcess('storageProgram.ts', state);
  const first = clients(before.url);
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
  await before.kill();
  first.destroy();

  const after = await startStorageAndMessaging({ ...platform, directory: state });
  const told: string[] = [];
  after.onObjectCreated(({ Records }) => void told.push(...Records.map(({ s3 }) => s3.object.key)));
  const second = clients(after.url);
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
  second.destroy();
  await after.close();
});

test('it listens on the loopback interface only, and says so when its port is taken', async () => {
  expect(new URL(storage.url).hostname).toBe('127.0.0.1');
  const port = Number(new URL(storage.url).port);
  await expect(startStorageAndMessaging({ ...platform, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
