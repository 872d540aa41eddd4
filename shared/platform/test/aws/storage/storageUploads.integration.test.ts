import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Bucket, openBucket } from './storageClients.ts';

const { storage, objects, directory, close } = await openBucket();
const run = promisify(execFile);

afterAll(close);

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
    `${'long'.repeat(75)}.png`,
  ];

  test.each(keys)('upload and download the key %j', async (key) => {
    const uploaded = await fetch(await objects.presignPut(key), { method: 'PUT', body: key });
    const downloaded = await fetch(await objects.presignGet(key));
    expect(uploaded.status).toBe(200);
    expect(await downloaded.text()).toBe(key);
    expect(await (await objects.get(key)).Body?.transformToString()).toBe(key);
  });

  test('curl -X PUT -T works without any header, for small files, 8 MB files and from standard input', async () => {
    const small = join(directory, 'small.png');
    const large = join(directory, 'large.png');
    const bytes = randomBytes(8 * 1024 * 1024);
    await Promise.all([writeFile(small, 'small'), writeFile(large, bytes)]);

    await run('curl', ['-sf', '-X', 'PUT', '-T', small, await objects.presignPut('curl/small')]);
    await run('curl', ['-sf', '-X', 'PUT', '-T', large, await objects.presignPut('curl/large')]);
    await run('sh', ['-c', 'cat "$0" | curl -sf -X PUT -T - "$1"', large, await objects.presignPut('curl/stdin')]);

    expect(await (await objects.get('curl/small')).Body?.transformToString()).toBe('small');
    for (const key of ['curl/large', 'curl/stdin']) {
      const { Body, ContentType } = await objects.get(key);
      expect(ContentType).toBe('binary/octet-stream');
      expect(bytes.equals((await Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
    }
  });

  test('dot segments are part of a key and reach no other object', async () => {
    await objects.put('dots/../uploads/x', 'dotted');
    expect(await (await objects.get('dots/../uploads/x')).Body?.transformToString()).toBe('dotted');
    await expect(objects.get('uploads/x')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('a body sent as a form is stored byte for byte', async () => {
    await run('curl', ['-sf', '-X', 'PUT', '-d', 'a=1&b=%20', await objects.presignPut('form')]);
    expect(await (await objects.get('form')).Body?.transformToString()).toBe('a=1&b=%20');
  });

  test('curl reads a clear answer when the file is over the limit, also without a length and on a bad signature', async () => {
    const huge = join(directory, 'huge.png');
    await writeFile(huge, Buffer.alloc(30 * 1024 * 1024));
    const status = ['-s', '-w', '%{http_code}', '-X', 'PUT'];

    const withLength = await run('curl', [...status, '-T', huge, await objects.presignPut('huge')]);
    const chunked = await run('sh', [
      '-c',
      'cat "$0" | curl -s -w "%{http_code}" -X PUT -T - "$1"',
      huge,
      await objects.presignPut('huge'),
    ]);
    const badUrl = `${await objects.presignPut('huge')}0`;
    const forbidden = await run('curl', [...status, '-T', huge, badUrl]);

    expect(withLength.stdout).toMatch(/<Code>EntityTooLarge<\/Code>.*400$/s);
    expect(chunked.stdout).toMatch(/<Code>EntityTooLarge<\/Code>.*400$/s);
    expect(forbidden.stdout).toMatch(/<Code>SignatureDoesNotMatch<\/Code>.*403$/s);
    await expect(objects.get('huge')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('a client that sends all of a body over the limit before it listens gets the answer, too', async () => {
    const upload = httpRequest(await objects.presignPut('huge'), { method: 'PUT' });
    const answered = once(upload, 'response');
    await pipeline(Array(64).fill(Buffer.alloc(1024 * 1024)), upload);
    const [response] = await answered;
    expect(response.resume().statusCode).toBe(400);
  });

  test('serve only the key, bucket and method they were made for', async () => {
    await objects.put('mine');
    const url = await objects.presignGet('mine');
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
    const url = await objects.presignPut('late', past);
    const response = await fetch(url, { method: 'PUT', body: 'x' });
    expect(response.status).toBe(403);
    expect(await response.text()).toMatch(/<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/);
  });

  test('count their time from the start of the request, not from its end', async () => {
    const almostPast = { signingDate: new Date(Date.now() - 298_000), expiresIn: 300 };
    const url = await objects.presignPut('slow', almostPast);
    const status = await new Promise((resolve, reject) => {
      const upload = httpRequest(url, { method: 'PUT' }, (response) => resolve(response.resume().statusCode)).once(
        'error',
        reject,
      );
      upload.write('first');
      setTimeout(() => upload.end('last'), 2100);
    });
    expect(status).toBe(200);
  });

  test('do not take headers that they were not signed with', async () => {
    await objects.put('secret', 'private');
    const response = await fetch(await objects.presignPut('stolen'), {
      method: 'PUT',
      headers: { 'x-amz-copy-source': `${Bucket}/secret` },
    });
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('not signed')]);
  });

  test('broken query strings and paths get a 4xx in XML', async () => {
    const url = await objects.presignPut('broken');
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
