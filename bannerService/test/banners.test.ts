import '../../shared/test/tokens.ts';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { documentedCalls } from '../../shared/test/documentedCalls.ts';
import { request } from '../../shared/test/httpEvent.ts';
import { calls, cloud, png, resetCloud, s3Event, uploaded } from '../../shared/test/imageCloud.ts';
import { awsError, refusal } from '../../shared/test/sdkCalls.ts';
import { authorization } from '../../shared/test/tokens.ts';

const { handler: createUploadUrl } = await import('../src/handlers/createUploadUrl.ts');
const { handler: listBanners } = await import('../src/handlers/listBanners.ts');
const { handler: listDeadLetters } = await import('../src/handlers/listDeadLetters.ts');
const { handler: deleteBanner } = await import('../src/handlers/deleteBanner.ts');
const { handler: publishBannerImage } = await import('../src/handlers/publishBannerImage.ts');

const body = { fileName: 'baner1.png', fileType: 'image/png' };
const banner = {
  id: 'b-1',
  fileName: 'baner1.png',
  createdAt: '2026-01-01T00:00:00.000Z',
  status: 'published',
  imageUrl: 'https://images.example/images/b-1/baner1.png',
};
const path = { id: 'b-1' };
const admin = { authorization: await authorization('eve', { groups: ['admin'] }) };
const event = s3Event('uploads/b-1/baner1.png');
const publish = (events = event) => publishBannerImage(events, {} as Context);
const put = () => cloud.dynamodb.commandCalls(PutCommand).map(({ args }) => args[0].input);

beforeEach(resetCloud);

describe('POST /upload-url', () => {
  test('returns the upload URL and writes nothing: a banner is created with its image', async () => {
    const answer = await request(createUploadUrl, { body });

    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({
      uploadURL: expect.stringContaining(`/uploads/${answer.body.id}/baner1.png?`),
      id: expect.any(String),
    });
    expect(calls()).toEqual(['dynamodb:UpdateItem']);
  });

  test.each([
    ['no file name', { fileName: undefined }, 'fileName'],
    ['a slash in the file name', { fileName: 'a/b.png' }, 'fileName'],
    ['an SVG', { fileType: 'image/svg+xml' }, 'fileType'],
    ['an unknown field', { id: 'mine' }, 'id'],
  ])('rejects %s', async (_, more, path) => {
    expect(await request(createUploadUrl, { body: { ...body, ...more } })).toMatchObject({
      status: 400,
      body: { issues: [{ path }] },
    });
  });
});

describe('an uploaded file', () => {
  test('that is an image becomes a published banner', async () => {
    uploaded(png);

    await publish();

    expect(put()[0]?.Item).toMatchObject({
      id: 'b-1',
      status: 'published',
      imageUrl: expect.stringMatching(/\/images\/b-1\/baner1\.png$/),
    });
    expect(cloud.s3.commandCalls(PutObjectCommand)[0]?.args[0].input.ContentType).toBe('image/png');
  });

  test('that is not an image is recorded for a month and deleted', async () => {
    uploaded('<!doctype html>');

    await publish();

    expect(put()[0]?.Item).toMatchObject({
      id: 'b-1',
      status: 'rejected',
      reason: expect.stringContaining('not an image'),
      expiresAt: expect.any(Number),
    });
    expect(cloud.s3.commandCalls(PutObjectCommand)).toEqual([]);
  });

  test('never changes a banner that is published', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: banner });
    uploaded('<!doctype html>');

    await publish();

    expect(put()).toEqual([]);
    expect(cloud.s3.commandCalls(DeleteObjectCommand)).toHaveLength(1);
  });

  test('that loses against another event of the same banner is deleted', async () => {
    uploaded(png);
    cloud.dynamodb.on(PutCommand).rejects(refusal());

    await publish();

    expect(cloud.s3.commandCalls(DeleteObjectCommand)).toHaveLength(1);
  });
});

describe('an event', () => {
  test('of two uploads handles both, and fails as a whole when one fails', async () => {
    uploaded(png);
    cloud.dynamodb.on(GetCommand, { Key: { id: 'b-1' } }).rejects(awsError('InternalServerError'));

    await expect(publish(s3Event('uploads/b-1/a.png', 'uploads/b-2/a.png'))).rejects.toThrow('1 of 2 records failed');

    expect(put().map(({ Item }) => Item?.id)).toEqual(['b-2']);
  });

  test('of an object that no upload URL leads to is ignored', async () => {
    await publish(s3Event('uploads/stray.png'));

    expect(calls()).toEqual([]);
  });
});

test('GET /banners returns only published banners, with URL and id', async () => {
  cloud.dynamodb.on(QueryCommand).resolves({ Items: [banner] });

  const { body, headers } = await request(listBanners);

  expect(body).toEqual({ banners: [{ id: 'b-1', imageUrl: banner.imageUrl }] });
  expect(headers.etag).toEqual(expect.any(String));
  expect(cloud.dynamodb.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
    IndexName: 'byStatus',
    ExpressionAttributeValues: { ':value': 'published' },
  });
});

describe('DELETE /banners/{id}', () => {
  test('returns 404 for a missing one, and rejects customers', async () => {
    const customer = { authorization: await authorization('ann') };

    expect(await request(deleteBanner, { path, headers: admin })).toMatchObject({ status: 404 });
    expect(await request(deleteBanner, { path, headers: customer })).toMatchObject({ status: 403 });
    expect(await request(deleteBanner, { path })).toMatchObject({ status: 401 });
  });
});

const situations: Record<string, () => Promise<unknown>> = {
  '`POST /upload-url`': () => request(createUploadUrl, { body }),
  '`GET /banners`': () => request(listBanners),
  '`DELETE /banners/{id}`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: banner });
    return request(deleteBanner, { path, headers: admin });
  },
  '`publishBannerImage`, an image': async () => {
    uploaded(png);
    await publish();
  },
  '`publishBannerImage`, a refused file': async () => {
    uploaded('<svg/>');
    await publish();
  },
  '`publishBannerImage`, the event again': async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: banner });
    await publish();
  },
  '`GET /admin/dead-letters`, of each queue': () => request(listDeadLetters, { headers: admin }),
};
const documented = documentedCalls(new URL('../README.md', import.meta.url));

test('the README lists the AWS calls of every situation', () => {
  expect([...documented.keys()]).toEqual(Object.keys(situations));
});

test.each(Object.entries(situations))('%s makes the AWS calls that the README says', async (situation, happen) => {
  await happen();

  expect(calls()).toEqual(documented.get(situation));
});

test('while the table is throttled, listing banners returns 503', async () => {
  cloud.dynamodb.on(QueryCommand).rejects(awsError('ThrottlingException'));

  expect(await request(listBanners)).toMatchObject({
    status: 503,
    body: { code: 'UNAVAILABLE' },
    headers: { 'retry-after': expect.any(String), 'cache-control': 'no-store' },
  });
});
