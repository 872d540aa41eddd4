import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { calls, cloud, png, resetCloud, uploaded } from './imageCloud.ts';
import { awsError } from './sdkCalls.ts';

const {
  checkUpload,
  createUploadUrl,
  deleteImage,
  deleteUpload,
  MAX_IMAGE_BYTES,
  parseUploadKey,
  publishImage,
  uploadExists,
} = await import('../src/imageUploads.ts');
const { FileName, UploadFields } = await import('../src/uploadFields.ts');

const upload = { bucket: 'images', id: 'id-1', fileName: 'a b+ä.png' };
const key = 'id-1/a b+ä.png';

beforeEach(resetCloud);

describe('a file name', () => {
  test.each([
    'a.png',
    'a b.png',
    'Höst–夏🦊.png',
    'a+b&c=d.png',
    '100%.png',
    '...png',
    'علی\u200cرضا.png',
    'ප්\u200dරියන්ත.png',
    '👩\u200d🚀.png',
    'a'.repeat(100),
  ])('may be %j', (name) => {
    expect(FileName.safeParse(name).success).toBe(true);
  });

  test.each([
    '',
    '.',
    '..',
    'a/b.png',
    '../a.png',
    'a\\b.png',
    'a%2Fb.png',
    'a%2fb',
    'a%5cb',
    'a%00',
    'a\u0000',
    'a\nb',
    'a'.repeat(101),
    '\u200c\u200d',
    '\u3164',
    'gpj.\u202egnp.exe',
    'a\u200b.png',
  ])('may not be %j', (name) => {
    expect(FileName.safeParse(name).success).toBe(false);
  });
});

describe('the fields of an upload', () => {
  test('take image/jpg for image/jpeg', () => {
    expect(UploadFields.parse({ fileName: 'a.jpg', fileType: 'image/jpg' }).fileType).toBe('image/jpeg');
  });

  test.each(['image/svg+xml', 'text/html', 'image/bmp', 'png', '', null, 5])('reject the type %j', (fileType) => {
    expect(UploadFields.safeParse({ fileName: 'a.png', fileType }).success).toBe(false);
  });
});

describe('an upload URL', () => {
  test('has its own key, is valid for five minutes, and requires no header', async () => {
    const url = new URL(await createUploadUrl(upload));

    expect(decodeURIComponent(url.pathname)).toBe(`/uploads/${key}`);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host');
    expect([...url.searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
  });
});

describe('the key in an event', () => {
  test.each([
    ['spaces as plus', 'uploads/id-1/a+b.png', 'a b.png'],
    ['spaces as %20', 'uploads/id-1/a%20b.png', 'a b.png'],
    ['a plus', 'uploads/id-1/a%2Bb.png', 'a+b.png'],
    ['another script', 'uploads/id-1/H%C3%B6st%E5%A4%8F.png', 'Höst夏.png'],
    ['emoji', 'uploads/id-1/%F0%9F%A6%8A.png', '🦊.png'],
    ['percent', 'uploads/id-1/100%25.png', '100%.png'],
    ['a percent-encoded slash that is text', 'uploads/id-1/a%252Fb.png', 'a%2Fb.png'],
  ])('with %s names its upload', (_, eventKey, fileName) => {
    expect(parseUploadKey('images', eventKey)).toEqual({ bucket: 'images', id: 'id-1', fileName });
  });

  test.each([
    'a.png',
    'images/id-1/a.png',
    'uploads/a.png',
    'uploads//a.png',
    'uploads/id-1/',
    'uploads/id-1/a%2Fb.png',
  ])('%j is not ours', (eventKey) => {
    expect(parseUploadKey('images', eventKey)).toBeUndefined();
  });
});

describe('the check of an upload', () => {
  test('accepts an image, whatever its name, reading no more than the limit', async () => {
    uploaded(png);

    expect(await checkUpload({ ...upload, fileName: 'a.gif' })).toEqual({
      verdict: 'image',
      type: 'image/png',
      bytes: expect.any(Uint8Array),
      original: Buffer.from(png),
      etag: '"e1"',
    });
    expect(cloud.s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'images',
      Key: 'uploads/id-1/a.gif',
      Range: `bytes=0-${MAX_IMAGE_BYTES}`,
    });
  });

  test.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['SVG with a prologue', '<?xml version="1.0"?><svg/>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['text', 'hello'],
    ['a PDF', '%PDF-1.7 hello'],
    ['a BMP', `BM${'\0'.repeat(100)}`],
    ['a film', '\0\0\0\x18ftypisom\0\0\0\0isommp42'],
    ['half a PNG signature', '\u0089PN'],
  ])('rejects %s', async (_, content) => {
    uploaded(content);

    expect(await checkUpload(upload)).toEqual({
      verdict: 'refused',
      reason: expect.stringContaining('not an image of an allowed type'),
      etag: '"e1"',
    });
  });

  test('rejects an image one byte over the limit and passes one at it', async () => {
    const ofSize = (size: number) => Buffer.concat([png, Buffer.alloc(size - png.length)]);
    uploaded(ofSize(MAX_IMAGE_BYTES + 1));
    expect(await checkUpload(upload)).toMatchObject({ verdict: 'refused', reason: expect.stringContaining('larger') });

    uploaded(ofSize(MAX_IMAGE_BYTES));
    expect(await checkUpload(upload)).toMatchObject({ verdict: 'image' });
  });

  test('rejects an empty file, which has no byte to read', async () => {
    cloud.s3.on(GetObjectCommand).rejects(awsError('InvalidRange'));

    expect(await checkUpload(upload)).toMatchObject({ verdict: 'refused', reason: 'empty' });
  });

  test('reports a missing file, and fails when S3 fails', async () => {
    expect(await checkUpload(upload)).toEqual({ verdict: 'gone' });

    cloud.s3.on(GetObjectCommand).rejects(awsError('SlowDown'));
    await expect(checkUpload(upload)).rejects.toThrow('SlowDown');
  });
});

describe('publishing', () => {
  const publish = () => publishImage(upload, { type: 'image/png', bytes: png });

  test('writes exactly the checked bytes, with their real type, and never overwrites an image', async () => {
    const url = await publish();

    expect(decodeURIComponent(new URL(url).pathname)).toBe(`/images/${key}`);
    expect(new URL(url).search).toBe('');
    expect(cloud.s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'images',
      Key: `images/${key}`,
      Body: png,
      IfNoneMatch: '*',
      ContentType: 'image/png',
      CacheControl: 'public, max-age=31536000, immutable',
    });
  });

  test('treats an existing image as published', async () => {
    cloud.s3.on(PutObjectCommand).rejects(awsError('PreconditionFailed'));

    expect(await publish()).toContain('/images/id-1/');
  });

  test('fails when S3 does', async () => {
    cloud.s3.on(PutObjectCommand).rejects(awsError('ConditionalRequestConflict'));

    await expect(publish()).rejects.toThrow('ConditionalRequestConflict');
  });
});

describe('removing', () => {
  test('names upload and image by their keys', async () => {
    await deleteUpload(upload);
    await deleteImage(upload);

    expect(cloud.s3.commandCalls(DeleteObjectCommand).map(({ args }) => args[0].input)).toEqual([
      { Bucket: 'images', Key: `uploads/${key}` },
      { Bucket: 'images', Key: `images/${key}` },
    ]);
  });

  test('of a rejected upload keeps a newer file', async () => {
    cloud.s3.on(DeleteObjectCommand, { IfMatch: '"e1"' }).rejects(awsError('PreconditionFailed'));

    await deleteUpload(upload, '"e1"');

    expect(calls()).toEqual(['s3:DeleteObject']);
  });
});

test('an upload exists or not; any other response is a failure', async () => {
  expect(await uploadExists(upload)).toBe(false);

  cloud.s3.on(HeadObjectCommand).resolves({});
  expect(await uploadExists(upload)).toBe(true);

  cloud.s3.on(HeadObjectCommand).rejects(awsError('Forbidden'));
  await expect(uploadExists(upload)).rejects.toThrow('Forbidden');
});
