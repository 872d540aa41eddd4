import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { startStorageAndMessaging } from '@ecommerce/platform/storage';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import sharp from 'sharp';
import { fixture } from '../../../shared/test/images/fixtures.ts';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import type { Product } from '../../src/product/product.ts';
import { product, waitingProduct } from '../samples.ts';
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
const { createUploadUrl, uploadExists } = await import('@ecommerce/shared/imageUploads.ts');
const { addImage, changeImage, removeImage } = await import('../../src/picture/changeImages.ts');
const { deleteImageFiles } = await import('../../src/picture/pictureFiles.ts');
const { publishPicture } = await import('../../src/picture/publishPicture.ts');
const { changeProduct } = await import('../../src/product/changeProduct.ts');
const { changeVariant } = await import('../../src/product/changeVariants.ts');
const { sellerSections } = await import('../../src/personalData/sellerSections.ts');
const { imagesOf } = await import('../../src/product/productImage.ts');
const { deleteProduct, getProduct } = await import('../../src/product/productStore.ts');
const { approveProduct } = await import('../../src/review/approveProduct.ts');
const { readStock, storeProduct } = await import('../storedProducts.ts');

const s3 = new S3Client({ forcePathStyle: true });

beforeAll(async () => {
  await createSearchTables();
  await s3.send(new CreateBucketCommand({ Bucket: 'images' }));
});
afterAll(async () => {
  s3.destroy();
  await Promise.all([database.close(), storage.close()]);
});

const ann = { userId: 'ann', groups: [] };
const jpeg = fixture('profile.jpg');
const other = fixture('rgb.png');

const plain = (background: string) =>
  sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .jpeg()
    .toBuffer();

type Target = { id: string; fileName: string; version?: string };

/** Sends a file to the URL that a seller got, and returns the upload that its event names. */
const send = async (target: Target, file: Buffer) => {
  const upload = { bucket: 'images', ...target };
  const { status } = await fetch(await createUploadUrl(upload), { method: 'PUT', body: new Uint8Array(file) });
  expect(status).toBe(200);
  return upload;
};
const sendAndPublish = async (target: Target, file: Buffer) => publishPicture(await send(target, file));

const read = async (id: string) => (await getProduct(id, { consistent: true })) as Product;
const images = async (id: string) => imagesOf(await read(id));
const fileNames = async (id: string) => (await images(id)).map(({ fileName }) => fileName);
const filesOf = async (id: string): Promise<string[]> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'images' }));
  return Contents.flatMap(({ Key }) => (Key?.includes(id) ? Key.replaceAll(id, 'ID') : [])).sort();
};

/** A product whose first image has arrived. */
const pictured = async (file = jpeg): Promise<string> => {
  const row = waitingProduct({ id: randomUUID(), fileName: 'shoes.jpg' });
  await storeProduct(row);
  await sendAndPublish({ id: row.id, fileName: row.fileName }, file);
  return row.id;
};

/** The same with images more, in this order after the first. */
const withImages = async (...names: string[]): Promise<{ id: string; ids: string[] }> => {
  const id = await pictured();
  for (const fileName of names) await sendAndPublish(await adding(id, fileName), jpeg);
  return { id, ids: (await images(id)).map((image) => image.id) };
};
const adding = (id: string, fileName: string, key?: string) =>
  addImage(ann, id, { fileName, fileType: 'image/jpeg', alt: fileName }, key);

describe('the first image of a product', () => {
  test('has the product’s id, its size and renditions; the file that was sent is kept apart', async () => {
    const id = await pictured();

    expect(await filesOf(id)).toEqual([
      'images/ID/renditions/shoes.jpg/large.webp',
      'images/ID/renditions/shoes.jpg/medium.webp',
      'images/ID/renditions/shoes.jpg/small.webp',
      'images/ID/shoes.jpg',
      'originals/ID/shoes.jpg',
    ]);
    const row = await read(id);
    expect(row).toMatchObject({ status: 'pending', imageUrl: expect.stringMatching(/\/images\/.+\/shoes\.jpg$/) });
    expect(row.images).toEqual([
      {
        id,
        fileName: 'shoes.jpg',
        fileType: 'image/png',
        alt: '',
        url: row.imageUrl,
        width: 24,
        height: 16,
        renditions: {
          small: expect.stringMatching(/\/renditions\/.+\/small\.webp$/),
          medium: expect.stringMatching(/medium\.webp$/),
          large: expect.stringMatching(/large\.webp$/),
        },
      },
    ]);
  });

  test('changes nothing more when its event comes again, or another file comes late', async () => {
    const id = await pictured();
    const [before, files] = [await read(id), await filesOf(id)];

    await publishPicture({ bucket: 'images', id, fileName: 'shoes.jpg' });
    await sendAndPublish({ id, fileName: 'shoes.jpg' }, other);

    expect(await read(id)).toEqual(before);
    expect(await filesOf(id)).toEqual(files);
  });

  test.each([0, 1, 2, 3, 4, 5])(
    'is whole after a crash at write %i, even if another file was sent before the retry',
    async (failing) => {
      const row = waitingProduct({ id: randomUUID(), fileName: 'shoes.jpg' });
      await storeProduct(row);
      const upload = await send({ id: row.id, fileName: row.fileName }, await plain('black'));
      const real = S3Client.prototype.send;
      let puts = 0;
      const crash = jest.spyOn(S3Client.prototype, 'send').mockImplementation(function (this: S3Client, command) {
        if (command.constructor.name !== 'GetObjectCommand') puts += 1;
        if (puts > failing) throw awsError('Killed');
        return Reflect.apply(real, this, [command]) as never;
      });
      await publishPicture(upload).catch(() => undefined);
      crash.mockRestore();

      await send({ id: row.id, fileName: row.fileName }, await plain('white'));
      await publishPicture(upload);

      const [image] = await images(row.id);
      const averageOf = async (url = '') => {
        const Key = decodeURIComponent(new URL(url).pathname).replace(/^\/images\//, '');
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'images', Key }));
        const file = Buffer.from((await Body?.transformToByteArray()) ?? []);
        const { channels } = await sharp(file).toColourspace('srgb').stats();
        return channels[0]?.mean ?? 0;
      };
      const [shown, small] = [await averageOf(image?.url), await averageOf(image?.renditions?.small)];
      expect(Math.abs(shown - small)).toBeLessThan(12);
      expect(await uploadExists(upload)).toBe(false);
    },
  );

  test('that cannot be decoded is rejected with the reason, and the product waits for another', async () => {
    const row = waitingProduct({ id: randomUUID(), fileName: 'shoes.jpg' });
    await storeProduct(row);
    const whole = await sharp({ create: { width: 300, height: 300, channels: 3, background: 'red' } })
      .composite([{ input: other }])
      .jpeg()
      .toBuffer();
    const stub = Buffer.concat([whole.subarray(0, whole.length - 300), Buffer.from([0xff, 0xd9])]);

    await sendAndPublish({ id: row.id, fileName: row.fileName }, stub);

    expect(await read(row.id)).toMatchObject({
      status: 'awaitingImage',
      uploadRejection: expect.stringContaining('the image cannot be decoded'),
    });
    expect(await filesOf(row.id)).toEqual([]);

    await sendAndPublish({ id: row.id, fileName: row.fileName }, whole);
    expect(await read(row.id)).not.toHaveProperty('uploadRejection');
    expect((await read(row.id)).status).toBe('pending');
  });

  test('is replaced by a change of the product, which takes it off sale', async () => {
    const { id, ids } = await withImages('b.jpg');
    await approveProduct(id);
    const file = { fileName: 'new.png', fileType: 'image/png' as const };
    const { upload } = await changeProduct(ann, id, file, undefined);

    await sendAndPublish({ id, fileName: 'new.png', ...upload }, other);

    expect(await fileNames(id)).toEqual(['new.png', 'b.jpg']);
    const row = await read(id);
    expect(row).toMatchObject({ status: 'pending', fileName: 'new.png', fileType: 'image/png' });
    expect(row.images?.map((image) => image.id)).toEqual([upload?.version, ids[1]]);
    expect(row).not.toHaveProperty('approvedCategory');
    expect(await readStock(id)).not.toHaveProperty('sellable');
  });

  test('that is asked for under another name has nothing of the file that came under the first', async () => {
    const row = waitingProduct({ id: randomUUID(), fileName: 'a.jpg' });
    await storeProduct(row);
    const earlier = await send({ id: row.id, fileName: 'a.jpg' }, await plain('black'));
    const real = S3Client.prototype.send;
    const renaming = jest.spyOn(S3Client.prototype, 'send').mockImplementation(async function (
      this: S3Client,
      command,
    ) {
      if (command.constructor.name === 'PutObjectCommand') {
        renaming.mockRestore();
        await changeProduct(ann, row.id, { fileName: 'b.jpg', fileType: 'image/jpeg' }, undefined);
        await sendAndPublish({ id: row.id, fileName: 'b.jpg' }, await plain('white'));
      }
      return Reflect.apply(real, this, [command]) as never;
    });
    await publishPicture(earlier);

    expect(await fileNames(row.id)).toEqual(['b.jpg']);
    expect((await filesOf(row.id)).map((key) => key.replace(/\/(small|medium|large)\.webp$/, ''))).toEqual([
      'images/ID/b.jpg',
      ...['b.jpg', 'b.jpg', 'b.jpg'].map((name) => `images/ID/renditions/${name}`),
      'originals/ID/b.jpg',
    ]);
  });

  test('whose product is deleted in the meantime leaves no files', async () => {
    const { id } = await withImages();
    const upload = await send(await adding(id, 'late.jpg'), jpeg);
    await deleteProduct(id, 'ann');
    for (const image of [{ id, fileName: 'shoes.jpg' } as never]) await deleteImageFiles('images', id, image);

    await publishPicture(upload);

    expect((await filesOf(id)).filter((key) => !key.startsWith('uploads/'))).toEqual([]);
  });

  test('of a product from before there were several has its own address for each rendition, and may be moved', async () => {
    const row = product({ id: randomUUID() });
    await storeProduct(row);
    const [first] = await images(row.id);
    await sendAndPublish(await adding(row.id, 'b.jpg'), jpeg);

    expect(first).toMatchObject({ id: row.id, url: row.imageUrl });
    await changeImage(ann, { id: row.id, imageId: row.id }, { position: 2 }, undefined);
    expect(await fileNames(row.id)).toEqual(['b.jpg', 'shoes.png']);
  });
});

describe('further images', () => {
  test('are added in order, and have to be approved', async () => {
    const { id } = await withImages();
    await approveProduct(id);
    const target = await adding(id, 'b.jpg');
    expect((await read(id)).status).toBe('approved');

    await sendAndPublish(target, jpeg);

    expect(await fileNames(id)).toEqual(['shoes.jpg', 'b.jpg']);
    expect(await read(id)).toMatchObject({ status: 'pending', waitingImages: [] });
    expect((await images(id))[1]).toMatchObject({ id: target.version, alt: 'b.jpg', fileType: 'image/jpeg' });
    expect(await readStock(id)).not.toHaveProperty('sellable');
  });

  test('are all there when their events come at once, twice and in any order', async () => {
    const { id } = await withImages();
    const uploads = [];
    for (let n = 2; n <= 10; n += 1) uploads.push(await send(await adding(id, `${n}.jpg`), jpeg));

    await Promise.all([...uploads, ...uploads.toReversed()].map((upload) => publishPicture(upload)));

    expect((await fileNames(id)).sort()).toEqual([
      '10.jpg',
      ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${n}.jpg`),
      'shoes.jpg',
    ]);
    expect((await filesOf(id)).filter((key) => key.startsWith('uploads/'))).toEqual([]);
    await expect(adding(id, '11.jpg')).rejects.toMatchObject({ code: 'TOO_MANY_IMAGES' });
  });

  test('that are awaited count, until an hour has passed', async () => {
    const { id } = await withImages();
    for (let n = 2; n <= 10; n += 1) await adding(id, `${n}.jpg`);
    await expect(adding(id, '11.jpg')).rejects.toMatchObject({ code: 'TOO_MANY_IMAGES' });

    const clock = jest.useFakeTimers({
      now: Date.now() + 3600_001,
      doNotFake: ['nextTick', 'setTimeout', 'setImmediate'],
    });
    await adding(id, '11.jpg');
    clock.useRealTimers();

    expect((await read(id)).waitingImages?.map(({ fileName }) => fileName)).toEqual(['11.jpg']);
  });

  test('are added once under the same key', async () => {
    const { id } = await withImages();

    const [one, two] = [await adding(id, 'b.jpg', 'key'), await adding(id, 'b.jpg', 'key')];

    expect(two).toEqual(one);
    expect((await read(id)).waitingImages).toHaveLength(1);
    await expect(adding(id, 'c.jpg', 'key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('that are rejected say why, and may be sent again', async () => {
    const { id } = await withImages();
    const target = await adding(id, 'b.jpg');

    await sendAndPublish(target, Buffer.from('<svg/>'));
    expect((await read(id)).waitingImages).toEqual([
      expect.objectContaining({ id: target.version, uploadRejection: expect.stringContaining('not an image') }),
    ]);

    await sendAndPublish(target, jpeg);
    expect(await fileNames(id)).toEqual(['shoes.jpg', 'b.jpg']);
  });

  test('may not be added before the first, nor by others', async () => {
    const row = waitingProduct({ id: randomUUID() });
    await storeProduct(row);

    await expect(adding(row.id, 'b.jpg')).rejects.toMatchObject({ code: 'IMAGE_NOT_CHECKED' });
    const bob = { userId: 'bob', groups: [] };
    const image = { fileName: 'b.jpg', fileType: 'image/jpeg' as const };
    await expect(addImage(bob, row.id, image, undefined)).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  });
});

describe('changing images', () => {
  test('the order decides which is the product’s own, without a new approval', async () => {
    const { id, ids } = await withImages('b.jpg', 'c.jpg');
    await approveProduct(id);

    await changeImage(ann, { id, imageId: ids[2] ?? '' }, { position: 1 }, undefined);
    await changeImage(ann, { id, imageId: ids[0] ?? '' }, { position: 10 }, undefined);

    expect(await fileNames(id)).toEqual(['c.jpg', 'b.jpg', 'shoes.jpg']);
    const row = await read(id);
    expect(row).toMatchObject({ status: 'approved', fileName: 'c.jpg', imageUrl: row.images?.[0]?.url });
  });

  test('a text has to be approved', async () => {
    const { id } = await withImages();
    await approveProduct(id);

    await changeImage(ann, { id, imageId: id }, { alt: 'Orange shoes' }, undefined);

    expect((await images(id))[0]?.alt).toBe('Orange shoes');
    expect((await read(id)).status).toBe('pending');
    expect(await readStock(id)).not.toHaveProperty('sellable');
  });

  test('what is removed leaves the variants, and the next one is the first', async () => {
    const { id, ids } = await withImages('b.jpg');
    await changeVariant(ann, { id, variantId: id }, { imageId: id }, undefined);
    await approveProduct(id);

    await removeImage(ann, { id, imageId: id });

    const row = await read(id);
    expect(row.images?.map((image) => image.id)).toEqual(ids.slice(1));
    expect(row).toMatchObject({ status: 'approved', fileName: 'b.jpg', imageUrl: row.images?.[0]?.url });
    expect(row.variants?.[0]).not.toHaveProperty('imageId');
    await expect(removeImage(ann, { id, imageId: ids[1] ?? '' })).rejects.toMatchObject({ code: 'LAST_IMAGE' });
    await expect(removeImage(ann, { id, imageId: id })).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });

  test('an image that has not arrived may be given another text, or be given up', async () => {
    const { id } = await withImages();
    const target = await adding(id, 'b.jpg');
    const path = { id, imageId: target.version };

    await changeImage(ann, path, { alt: 'new' }, undefined);
    await expect(changeImage(ann, path, { position: 1 }, undefined)).rejects.toMatchObject({
      code: 'IMAGE_NOT_CHECKED',
    });
    expect((await read(id)).waitingImages?.[0]?.alt).toBe('new');

    await removeImage(ann, path);
    await sendAndPublish(target, jpeg);

    expect(await fileNames(id)).toEqual(['shoes.jpg']);
    expect((await filesOf(id)).filter((key) => key.includes(target.version))).toEqual([]);
  });

  test('all are in the export of their seller’s data', async () => {
    const seller = randomUUID();
    const row = product({ id: randomUUID(), sellerId: seller });
    await storeProduct({ ...row, images: imagesOf(row).map((image) => ({ ...image, alt: 'Orange shoes' })) });

    const { items } = (await sellerSections.products?.(seller, { limit: 10, cursor: undefined })) ?? { items: [] };

    expect(items).toEqual([
      expect.objectContaining({
        images: [{ id: row.id, fileName: 'shoes.png', alt: 'Orange shoes', url: row.imageUrl }],
      }),
    ]);
  });

  test('a variant may only show an image of its product', async () => {
    const { id } = await withImages();

    await expect(changeVariant(ann, { id, variantId: id }, { imageId: 'x' }, undefined)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});
