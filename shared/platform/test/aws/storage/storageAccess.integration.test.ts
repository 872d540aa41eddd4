import { request as httpRequest } from 'node:http';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Bucket, openBucket, platform, publicImages } from './storageClients.ts';

const { storage, objects, close } = await openBucket({ inMemory: true });

/** The status of a GET whose path goes over the wire exactly as it is here, where `fetch` would tidy it up. */
const rawStatus = (path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(storage.url);
    httpRequest({ port, path }, (response) => resolve(response.resume().statusCode))
      .once('error', reject)
      .end();
  });

storage.setBucketPolicy(Bucket, publicImages);
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

afterAll(close);

describe('access', () => {
  test('without credentials only what the policy makes public can be read, and nothing written or listed', async () => {
    await objects.put('images/2/public.png', 'public');
    await objects.put('uploads/2/private.png', 'private');
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
  ])('a request signed with something wrong is rejected as %s', async (name, credentials, region) => {
    const foreign = new S3Client({ endpoint: storage.url, region, credentials, maxAttempts: 1 });
    await expect(foreign.send(new GetObjectCommand({ Bucket, Key: 'short' }))).rejects.toMatchObject({ name });
    foreign.destroy();
  });

  test('a policy with a condition that is not understood is rejected rather than misread', () => {
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
  ])('a preflight for %s is rejected', async (_name, headers, bucket) => {
    const response = await preflight(headers, bucket);
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining('<Code>AccessForbidden</Code>'),
    ]);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  test('the upload itself and its refusals carry the headers, so that a page can read them', async () => {
    const headers = { origin: 'https://www.shop.example' };
    const url = await objects.presignPut('from-browser');
    const accepted = await fetch(url, { method: 'PUT', body: 'x', headers });
    const refused = await fetch(`${url}0`, { method: 'PUT', body: 'x', headers });
    expect([accepted.status, refused.status]).toEqual([200, 403]);
    for (const response of [accepted, refused]) {
      expect(response.headers.get('access-control-allow-origin')).toBe('https://www.shop.example');
    }
  });
});
