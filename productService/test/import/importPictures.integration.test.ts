import '../../../shared/test/imageEnvironment.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { startStorageAndMessaging } from '@ecommerce/platform/storage';
import type { Caller } from '@ecommerce/shared/auth.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { fixture } from '../../../shared/test/images/fixtures.ts';
import { createTable } from '../../../shared/test/tables.ts';
import { createSearchTables } from '../search/searchTable.ts';

const database = await startDynamoDb({ port: 0 });
const storage = await startStorageAndMessaging({
  port: 0,
  region: 'eu-west-1',
  accountId: '000000000000',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
process.env.AWS_ENDPOINT_URL_DYNAMODB = database.url;
process.env.AWS_ENDPOINT_URL_S3 = storage.url;
const { parseUploadKey } = await import('@ecommerce/shared/imageUploads.ts');
const { createImport, getImport } = await import('../../src/import/createImport.ts');
const { createFileUrl } = await import('../../src/import/importFileStore.ts');
const { runImport } = await import('../../src/import/runImport.ts');
const { writeExport } = await import('../../src/export/writeExport.ts');
const { beginExport, readExport } = await import('../../src/export/exportStore.ts');
const { publishPicture } = await import('../../src/picture/publishPicture.ts');
const { imagesOf } = await import('../../src/product/productImage.ts');
const { getDetailedProduct } = await import('../../src/product/productStore.ts');
const { readSkuOwner } = await import('../../src/product/skuStore.ts');

const s3 = new S3Client({ forcePathStyle: true });
const sue: Caller = { userId: 'sue', groups: ['staff'], email: 'sue@example.com' };

let requested: string[] = [];
const host = createServer(({ url = '' }, response) => {
  requested.push(url);
  if (url.startsWith('/none')) response.writeHead(404).end();
  else if (url.startsWith('/text')) response.end('<html>');
  else if (url.startsWith('/large')) response.writeHead(200, { 'content-length': 6_000_000 }).flushHeaders();
  else if (url.startsWith('/inside')) response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
  else if (url.startsWith('/broken')) response.end(fixture('rgb.png').subarray(0, -40));
  else response.end(fixture(url.includes('png') ? 'rgb.png' : 'profile.jpg'));
}).listen(0, '127.0.0.1');
const address = () => `http://127.0.0.1:${(host.address() as AddressInfo).port}`;

let isOver = false;
/** Publishes what is uploaded, as S3 and `publishProductImage` do. */
const publishUploads = async (): Promise<void> => {
  for (; !isOver; await sleep(50)) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'images', Prefix: 'uploads/' }));
    for (const { Key = '' } of Contents) {
      const upload = parseUploadKey('images', encodeURIComponent(Key).replaceAll('%2F', '/'));
      if (upload) await publishPicture(upload);
    }
  }
};
let published: Promise<void>;

beforeAll(async () => {
  await createSearchTables();
  await createTable('ProductFiles', 'id');
  for (const Bucket of ['files', 'images']) await s3.send(new CreateBucketCommand({ Bucket }));
  published = publishUploads();
});
beforeEach(() => {
  requested = [];
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  isOver = true;
  await published;
  s3.destroy();
  host.closeAllConnections();
  host.close();
  await Promise.all([database.close(), storage.close()]);
});

const soon = () => Date.now() + 60_000;

const begin = async (text: string, dryRun = false): Promise<string> => {
  const file = { fileName: 'products.csv', fileType: 'text/csv', dryRun } as const;
  const { id } = await createImport(sue, file, { locale: 'en', idempotencyKey: undefined });
  await fetch(await createFileUrl(id), { method: 'PUT', body: text, headers: { 'content-type': 'text/csv' } });
  return id;
};
const imported = async (text: string, dryRun = false) => {
  const id = await begin(text, dryRun);
  expect(await runImport(id, soon())).toBe('over');
  return getImport(id);
};

const exported = async (): Promise<string> => {
  const { exportId } = await beginExport(await readExport());
  await writeExport(exportId, soon());
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'files', Key: `exports/${exportId}.csv` }));
  return (await Body?.transformToString()) ?? '';
};

const HEADER =
  'Handle,Title,Body (HTML),Type,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src,Image Position,Image Alt Text,Variant Image';
const shopify = (...lines: string[]) => [HEADER, ...lines].join('\n').replaceAll('@', address());
/** The lines of a product with pictures, in the order of the file. */
const withPictures = (handle: string, ...paths: string[]) =>
  shopify(
    `${handle},Mug,Hot,Cups,,,${handle}-1,1,5,@${paths[0]},,,`,
    ...paths.slice(1).map((path) => `${handle},,,,,,,,,@${path},,,`),
  );

const read = async (sku: string) => {
  const product = await getDetailedProduct((await readSkuOwner(sku))?.productId ?? '', { consistent: true });
  if (!product) throw new Error(`no product has ${sku}`);
  return product;
};
const names = async (sku: string) => imagesOf(await read(sku)).map(({ fileName }) => fileName);

const shirt = (handle: string) =>
  shopify(
    `${handle},Shirt,Cool,Shirts,Size,M,${handle}-m,3,49,@/b.jpg,2,Its back,@/a.jpg`,
    `${handle},,,,,L,${handle}-l,3,49,@/a.jpg?v=1,3,,@/d.png`,
    `${handle},,,,,,,,,@/a.jpg,1,Its front,`,
  );

describe('pictures of a file', () => {
  test('are added to the draft in their places, with texts, and shown by variants', async () => {
    expect(await imported(shirt('shirt'))).toMatchObject({
      ...{ status: 'completed', done: 3, refused: [], pictures: 4, picturesLeft: 0 },
    });

    const { status, variants, waitingImages, ...product } = await read('shirt-m');
    const images = imagesOf(product);
    expect(images.map(({ fileName, alt }) => [fileName, alt])).toEqual([
      ...[
        ['a.jpg', 'Its front'],
        ['b.jpg', 'Its back'],
        ['a.jpg', ''],
        ['d.png', ''],
      ],
    ]);
    expect(images.map(({ url }) => new URL(url).pathname.split('/')[2])).toEqual(Array(4).fill('images'));
    expect(variants?.map(({ imageId }) => imageId)).toEqual([images[0]?.id, images[3]?.id]);
    expect({ status, waitingImages }).toEqual({ status: 'draft', waitingImages: [] });
  });

  test('are there once, however often the file is imported', async () => {
    await imported(shirt('again'));
    const before = await read('again-m');
    requested = [];

    expect(await imported(shirt('again'))).toMatchObject({ status: 'completed', refused: [], pictures: 4 });

    expect(await read('again-m')).toEqual(before);
    expect(requested).toEqual([]);
  });

  test('that cannot be added are reported with line, column and reason; the product and the others are there', async () => {
    const text = withPictures('part', '/none', '/text', '/large', '/inside', '/broken.png', '/good.jpg');
    const bad = `part,,,,,,,,,ftp://x/y,,,\npart,,,,,,,,,https://nowhere.invalid/a.jpg,,,\npart,,,,,,,,,@/c.jpg,,${'x'.repeat(501)},`;

    const { status, refused, refusedRows, pictures, picturesLeft } = await imported(
      `${text}\n${bad.replaceAll('@', address())}`,
    );

    expect({ status, refusedRows, pictures, picturesLeft }).toEqual({
      ...{ status: 'completed', refusedRows: 8, pictures: 1, picturesLeft: 0 },
    });
    expect(refused.map(({ line, reason }) => [line, reason.slice(0, 55)])).toEqual([
      [2, 'Image Src: Its host answered with the status 404.'],
      [3, 'Image Src: not an image of an allowed type (PNG, JPEG, '],
      [4, 'Image Src: It is larger than 5242880 bytes.'],
      [5, 'Image Src: It does not belong to a host of the Internet.'.slice(0, 55)],
      [6, expect.stringContaining('Image Src: ')],
      [8, 'Image Src: must be an address that begins with https://'],
      [9, 'Image Src: Its host cannot be reached.'],
      [10, expect.stringContaining('Image Alt Text: ')],
    ]);
    expect(await names('part-1')).toEqual(['good.jpg']);
  });

  test('beyond the tenth of a product are not fetched', async () => {
    const paths = Array.from({ length: 12 }, (_, i) => `/${i}.jpg`);

    const { refused, pictures } = await imported(withPictures('many', ...paths));

    expect(pictures).toBe(10);
    expect(await names('many-1')).toEqual(paths.slice(0, 10).map((path) => path.slice(1)));
    expect(refused.map(({ line }) => line)).toEqual([12, 13]);
    expect(requested).not.toContain('/10.jpg');
  });

  test('of a dry run are looked at, not fetched', async () => {
    const text = `${withPictures('dry', '/a.jpg')}\ndry,,,,,,,,,https://me:secret@shop.example/b.jpg,,,`;

    expect(await imported(text, true)).toMatchObject({
      ...{ status: 'completed', refused: [{ line: 3, reason: 'Image Src: It holds a name or password.' }] },
    });

    expect(requested).toEqual([]);
    expect(await readSkuOwner('dry-1')).toBeUndefined();
  });

  test('of a host that does not answer are given up, and hold up no others', async () => {
    const dead = Array.from({ length: 6 }, (_, i) => `dead,,,,,,,,,http://127.0.0.1:9/${i}.jpg,,,`).join('\n');

    const { refused, pictures } = await imported(`${withPictures('dead', '/alive.jpg')}\n${dead}`);

    expect(pictures).toBe(1);
    expect(refused.map(({ reason }) => reason)).toEqual([
      ...Array(3).fill('Image Src: Its host cannot be reached.'),
      ...Array(3).fill('Image Src: Its host failed several times.'),
    ]);
  });

  test('are there once after an import that was stopped between their upload and its record', async () => {
    const id = await begin(withPictures('stop', '/a.jpg', '/b.jpg', '/c.jpg'));
    const send = S3Client.prototype.send as (this: S3Client, command: object) => Promise<object>;
    let uploads = 0;
    const stopped = async function (this: S3Client, command: object) {
      const answer = await send.call(this, command);
      const isUpload = command instanceof PutObjectCommand && command.input.Key?.startsWith('uploads/');
      if (isUpload) uploads += 1;
      if (isUpload && uploads === 2) throw new Error('a bug');
      return answer;
    };
    jest.spyOn(S3Client.prototype, 'send').mockImplementation(stopped as never);
    await expect(runImport(id, soon())).rejects.toThrow();
    jest.restoreAllMocks();

    expect(await runImport(id, soon())).toBe('over');

    expect(await getImport(id)).toMatchObject({ status: 'completed', refused: [], pictures: 3 });
    expect(await names('stop-1')).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  });

  test('in our own format are added by their address, and known by their id', async () => {
    const images = JSON.stringify([{ url: `${address()}/own.jpg`, alt: 'Own' }, { url: `${address()}/two.png` }]);
    const line = `,mug-own,Mug,Hot,Cups,"${images.replaceAll('"', '""')}",,OWN-1,3,5`;
    const text = `productId,slug,productName,description,category,images,variantId,sku,quantity,price\n${line}`;
    expect(await imported(text)).toMatchObject({ status: 'completed', refused: [], pictures: 2 });
    expect(await names('OWN-1')).toEqual(['own.jpg', 'two.png']);
    requested = [];

    const first = await exported();
    expect(await imported(first)).toMatchObject({ status: 'completed', refused: [] });

    expect(requested).toEqual([]);
    expect(await exported()).toBe(first);
    expect(await imported(text.replace(images.replaceAll('"', '""'), 'x'))).toMatchObject({
      refused: [{ line: 2, reason: expect.stringContaining('images: must be a JSON list') }],
    });
  });
});
