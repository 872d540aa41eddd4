import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { call, eventually, uploadProduct } from '../../cli/shopClient.ts';
import { fixture } from '../images/fixtures.ts';
import { whitePng } from '../images/whitePng.ts';
import { resourceName, runScheduled } from './platformClients.ts';
import { publishedCategory } from './publishedCategory.ts';
import {
  account,
  admin,
  approvedProduct,
  dynamodb,
  fetchAll,
  lambda,
  picture,
  platform,
  put,
  s3,
  shoes,
  shop,
  unique,
  uploadTarget,
} from './shop.ts';
import { listenTo } from './topicMessages.ts';

type UploadUrl = { uploadURL: string; uploadUrl: string; id: string };

const bannerUrl = async (fileName: string, fileType = 'image/png') =>
  call<UploadUrl>(`${platform.banner}/upload-url`, { body: { fileName, fileType } });

const banners = async () => {
  const { body } = await call<{ banners: { id: string; imageUrl: string }[] }>(`${platform.banner}/banners`);
  return body.banners;
};

const bannerRow = async (id: string) =>
  (
    await dynamodb.send(
      new GetCommand({ TableName: resourceName('bannerService', 'Banners'), Key: { id }, ConsistentRead: true }),
    )
  ).Item;

const rowWithStatus = (id: string, status: string) =>
  eventually(`banner ${id} ${status}`, async () => {
    const row = await bannerRow(id);
    return row?.status === status ? row : undefined;
  });

describe('a banner', () => {
  test('is listed once its image has arrived, with an address that serves the image as its real type', async () => {
    const { status, body } = await bannerUrl('baner1.png');
    expect({ status, body }).toEqual({
      status: 200,
      body: { uploadURL: expect.stringMatching(/\/baner1\.png\?/), id: expect.any(String) },
    });
    expect(await banners()).not.toContainEqual(expect.objectContaining({ id: body.id }));

    await promisify(execFile)('curl', ['-sSf', '-X', 'PUT', '-T', 'docs/images/baner1.png', body.uploadURL]);
    await rowWithStatus(body.id, 'published');

    const { imageUrl } = await eventually('the banner in the list', async () =>
      (await banners()).find(({ id }) => id === body.id),
    );
    expect(imageUrl).toMatch(/\/baner1\.png$/);
    const image = await fetchAll(imageUrl);
    expect(image.status).toBe(200);
    expect(image.headers.get('content-type')).toBe('image/png');
  });

  test.each([
    ['with spaces', 'summer sale 1.png'],
    ['in another script', 'Höst–夏🦊.png'],
    ['with plus and percent', 'a+b%20c&d=e.png'],
    ['of 100 characters', `${'a'.repeat(96)}.png`],
  ])('may have a file name %s', async (_, fileName) => {
    const { body } = await bannerUrl(fileName);

    expect((await put(body.uploadURL, picture)).status).toBe(200);
    const row = await rowWithStatus(body.id, 'published');

    expect(row.fileName).toBe(fileName);
    expect((await fetchAll(row.imageUrl)).status).toBe(200);
  });

  test.each([
    ['a slash', 'a/b.png'],
    ['a backslash', 'a\\b.png'],
    ['only dots', '..'],
    ['a way up', '../../x.png'],
    ['an encoded slash', 'a%2Fb.png'],
    ['a control character', 'a\nb.png'],
    ['300 characters', `${'a'.repeat(296)}.png`],
    ['nothing', ''],
  ])('may not have a file name with %s', async (_, fileName) => {
    expect(await bannerUrl(fileName)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: expect.arrayContaining([expect.objectContaining({ path: 'fileName' })]) },
    });
  });

  test.each(['image/svg+xml', 'text/html', 'application/pdf', 'image/bmp'])(
    'may not be of type %s',
    async (fileType) => {
      expect(await bannerUrl('a.png', fileType)).toMatchObject({
        status: 400,
        body: { issues: [{ path: 'fileType' }] },
      });
    },
  );

  test.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['nothing', ''],
    ['text that begins like a PNG', '\u0089PN'],
    ['an image over the size limit', Buffer.concat([picture, randomBytes(5 * 1024 * 1024)])],
  ])('whose file contains %s with a PNG’s name is rejected, deleted, recorded and never listed', async (_, content) => {
    const { body } = await bannerUrl('innocent.png');

    expect((await put(body.uploadURL, content)).status).toBe(200);
    const row = await rowWithStatus(body.id, 'rejected');

    expect(row.reason).toEqual(expect.any(String));
    expect(await banners()).not.toContainEqual(expect.objectContaining({ id: body.id }));
    const { Bucket, Key } = uploadTarget(body.uploadURL);
    await eventually('the removal of the file', async () =>
      s3.send(new HeadObjectCommand({ Bucket, Key })).then(
        () => undefined,
        () => true,
      ),
    );
  });

  test.each([
    ['four bytes of a JPEG', fixture('baseline.jpg').subarray(0, 4), 'the image is cut off'],
    ['a PNG cut off after 200 bytes', fixture('rgb.png').subarray(0, 200), 'the image is cut off'],
    ['GIF89a followed by HTML', 'GIF89a<html><script>alert(1)</script></html>', expect.stringContaining('damaged')],
    ['a few kB of 256 megapixels', whitePng(16_000, 16_000), 'more than 50 megapixels'],
  ])('of %s is rejected with the reason', async (_, content, reason) => {
    const { body } = await bannerUrl('a.png');
    await put(body.uploadURL, content);

    expect(await rowWithStatus(body.id, 'rejected')).toMatchObject({ reason });
  });

  test.each([
    ['a photograph that says where it was taken', 'baseline.jpg', 'image/jpeg'],
    ['an animated PNG', 'animated.png', 'image/png'],
    ['an animated GIF', 'animated.gif', 'image/gif'],
    ['an animated WebP', 'animated.webp', 'image/webp'],
    ['an animated AVIF', 'animated.avif', 'image/avif'],
  ])('of %s is published as its real type, without metadata', async (_, name, type) => {
    const { body } = await bannerUrl('a.png');
    await put(body.uploadURL, fixture(name));
    const { imageUrl } = await rowWithStatus(body.id, 'published');

    const { headers, bytes } = await fetchAll(imageUrl);

    expect(headers.get('content-type')).toBe(type);
    expect(Buffer.from(bytes).includes('SECRET')).toBe(false);
  });

  test('cannot be read before it was checked, nor listed from its bucket', async () => {
    const { body } = await bannerUrl('a.png');
    const upload = new URL(body.uploadURL);

    expect((await fetchAll(`${upload.origin}${upload.pathname}`)).status).toBe(403);
    expect((await fetchAll(uploadTarget(body.uploadURL).bucketUrl)).status).toBe(403);
  });

  test('is deleted by an admin, image and all', async () => {
    const { body } = await bannerUrl('a.png');
    await put(body.uploadURL, picture);
    const { imageUrl } = await rowWithStatus(body.id, 'published');
    const { idToken } = await admin();
    const remove = () => call(`${platform.banner}/banners/${body.id}`, { method: 'DELETE', token: idToken });

    expect(await remove()).toMatchObject({ status: 200, body: { id: body.id } });
    expect((await fetchAll(imageUrl)).status).not.toBe(200);
    expect(await remove()).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });
});

describe('an upload URL', () => {
  test('accepts no other name, method or signature', async () => {
    const { body } = await bannerUrl('mine.png');
    const renamed = body.uploadURL.replace('mine.png', 'yours.png');
    const signature = new URL(body.uploadURL);
    signature.searchParams.set('X-Amz-Signature', '0'.repeat(64));

    expect((await put(renamed, picture)).status).toBe(403);
    expect((await put(signature.href, picture)).status).toBe(403);
    expect((await fetchAll(body.uploadURL, { method: 'DELETE' })).status).toBe(403);
    expect((await put(body.uploadURL.split('?')[0] ?? '', picture)).status).toBe(403);
  });

  test('is rejected if its expiry was extended by hand', async () => {
    const url = new URL((await bannerUrl('mine.png')).body.uploadURL);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
    url.searchParams.set('X-Amz-Expires', '604800');

    expect((await put(url.href, picture)).status).toBe(403);
  });
});

describe('S3 events', () => {
  const bucket = async () => uploadTarget((await bannerUrl('a.png')).body.uploadURL).Bucket;
  const record = (name: string, key: string) => ({ s3: { bucket: { name }, object: { key } } });
  const deliver = async (Records: unknown[]) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: resourceName('bannerService', 'publishBannerImage'),
        Payload: JSON.stringify({ Records }),
      }),
    );
    return FunctionError && Buffer.from(Payload ?? []).toString();
  };

  test('that arrive twice change nothing the second time', async () => {
    const { body } = await bannerUrl('twice.png');
    await put(body.uploadURL, picture);
    const row = await rowWithStatus(body.id, 'published');
    const again = record(await bucket(), `uploads/${body.id}/twice.png`);

    expect(await deliver([again, again])).toBeUndefined();

    expect(await bannerRow(body.id)).toEqual(row);
    expect((await fetchAll(row.imageUrl)).status).toBe(200);
  });

  test('an image that was published cannot be replaced through its upload URL', async () => {
    const { body } = await bannerUrl('fixed.png');
    await put(body.uploadURL, picture);
    const row = await rowWithStatus(body.id, 'published');
    const before = (await fetchAll(row.imageUrl)).bytes;

    await put(body.uploadURL, '<script>alert(1)</script>');
    expect(await deliver([record(await bucket(), `uploads/${body.id}/fixed.png`)])).toBeUndefined();

    expect(await bannerRow(body.id)).toEqual(row);
    expect((await fetchAll(row.imageUrl)).bytes).toEqual(before);
  });

  test('of missing files, or with unknown keys, change nothing and do not fail', async () => {
    const id = randomUUID();
    const name = await bucket();

    expect(
      await deliver([
        record(name, `uploads/${id}/a.png`),
        record(name, 'stray.png'),
        record(name, `uploads/${id}/a/b.png`),
      ]),
    ).toBeUndefined();

    expect(await bannerRow(id)).toBeUndefined();
  });
});

describe('a category', () => {
  test('is listed under its name once its image has arrived', async () => {
    const categoryName = unique('fashion');
    const { body } = await call<UploadUrl>(`${platform.category}/upload-url`, {
      body: { fileName: 'fashion1.png', fileType: 'image/png', categoryName },
    });
    expect(body).toEqual({ uploadUrl: expect.stringMatching(/\/fashion1\.png\?/), id: expect.any(String) });
    const find = async () => {
      const list = await call<{ id: string; categoryName: string; imageUrl: string }[]>(
        `${platform.category}/categories`,
      );
      return list.body.find((category) => category.categoryName === categoryName);
    };
    expect(await find()).toBeUndefined();

    await put(body.uploadUrl, picture);

    expect(await eventually('the category', find)).toEqual({
      id: body.id,
      categoryName,
      imageUrl: expect.stringMatching(/\/fashion1\.png$/),
    });
  });

  test('disappears from the list, with its image, when an admin deletes it', async () => {
    const categoryName = unique('hats');
    const { body } = await call<UploadUrl>(`${platform.category}/upload-url`, {
      body: { fileName: 'hats.png', fileType: 'image/png', categoryName },
    });
    await put(body.uploadUrl, picture);
    const find = async () => {
      const list = await call<{ id: string; imageUrl: string }[]>(`${platform.category}/categories`);
      return list.body.find(({ id }) => id === body.id);
    };
    const { imageUrl } = await eventually('the category', find);

    const token = (await admin()).idToken;
    const answer = await call(`${platform.category}/categories/${body.id}`, { method: 'DELETE', token });

    expect(answer).toMatchObject({ status: 200, body: { id: body.id } });
    expect(await find()).toBeUndefined();
    expect((await fetchAll(imageUrl)).status).not.toBe(200);
  });

  test('moves below another one, where anyone sees it, and can be deleted once it has none below it', async () => {
    const token = (await admin()).idToken;
    const [top, child] = [await publishedCategory(unique('clothes')), await publishedCategory(unique('shirts'))];
    const change = (id: string, body: unknown, method = 'PATCH') =>
      call(`${platform.category}/categories/${id}`, { method, token, ...(method === 'PATCH' ? { body } : {}) });
    const categoryName = unique('Hemden 👔');

    expect(await change(child, { categoryName, parentId: top, position: 2 })).toMatchObject({
      status: 200,
      body: { id: child, categoryName, parentId: top, position: 2, path: [{ id: top }] },
    });
    expect(await change(top, { parentId: child })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path: 'parentId' }] },
    });
    const tree = await call<{ categories: { id: string }[] }>(`${platform.category}/categories/tree`);
    const at = tree.body.categories.findIndex(({ id }) => id === top);
    expect(tree.body.categories[at + 1]).toMatchObject({ id: child, categoryName, parentId: top, path: [{ id: top }] });
    expect(tree.headers.get('cache-control')).toBe('public, max-age=60');
    expect(tree.headers.get('etag')).toEqual(expect.any(String));

    expect(await change(top, undefined, 'DELETE')).toMatchObject({
      status: 409,
      body: { code: 'CATEGORY_HAS_CHILDREN', children: [{ id: child, categoryName }] },
    });
    expect(await change(child, undefined, 'DELETE')).toMatchObject({ status: 200 });
    expect(await change(top, undefined, 'DELETE')).toMatchObject({ status: 200 });
  });
});

test('where a category stands is announced when it moves and once a day, and its products are listed above it', async () => {
  const listener = await listenTo(resourceName('categoryService', 'CategoryEvents'), shop);
  try {
    const token = (await admin()).idToken;
    const names = [unique('Women'), unique('Boots 👢')];
    const [top, child] = [await publishedCategory(names[0] ?? ''), await publishedCategory(names[1] ?? '')];
    const told = () =>
      eventually('both categories in messages', async () => {
        const messages = (await listener.messages()).map(({ Message }) => JSON.parse(Message).data);
        heard.push(...messages);
        const of = (id: string) => heard.find(({ categoryId }) => categoryId === id)?.category;
        return of(top) && of(child) ? [of(top), of(child)] : undefined;
      });
    let heard: { categoryId: string; category?: { categoryName: string; parentId?: string } }[] = [];
    const places = [{ categoryName: names[0] }, { categoryName: names[1], parentId: top }];

    const path = `${platform.category}/categories/${child}`;
    await call(path, { method: 'PATCH', token, body: { parentId: top } });
    expect(await told()).toEqual(places);
    const id = await approvedProduct({ productName: 'Boots', category: names[1] ?? '' });
    await eventually('the product in the list of the category above', async () => {
      const name = encodeURIComponent(names[0] ?? '');
      const lists = ['categories/NAME', 'products?category=NAME', 'products?category=NAME&sort=price-asc&facets=true'];
      const found = await Promise.all(
        lists.map(async (list) => {
          const path = list.replace('NAME', name);
          const { body } = await call<{ products: { id: string }[] }>(`${platform.product}/${path}`);
          return body.products.some((product) => product.id === id);
        }),
      );
      return found.every(Boolean) || undefined;
    });

    heard = [];
    await runScheduled(lambda, 'categoryService', 'announceCategoryTree');
    expect(await told()).toEqual(places);

    for (const id of [child, top]) await call(`${platform.category}/categories/${id}`, { method: 'DELETE', token });
  } finally {
    await listener.close();
  }
});

describe('products', () => {
  test('of two sellers with the same file name keep their own pictures', async () => {
    const [first, second] = await Promise.all([
      approvedProduct({ fileName: 'same.png' }),
      approvedProduct({ fileName: 'same.png' }),
    ]);

    const views = await Promise.all(
      [first, second].map((id) => call<{ imageUrl: string }>(`${platform.product}/products/${id}`)),
    );

    expect(views[0]?.body.imageUrl).not.toBe(views[1]?.body.imageUrl);
    for (const { body } of views) expect((await fetchAll(body.imageUrl)).status).toBe(200);
  });

  test('with an invalid picture cannot be approved, and their seller sees why', async () => {
    const seller = await account('Seller');
    const id = await uploadProduct(platform, seller, shoes, Buffer.from('<svg/>'));
    const mine = await eventually('the refusal', async () => {
      const { body } = await call<{ products: Record<string, unknown>[] }>(
        `${platform.product}/my-products?limit=100`,
        {
          token: seller.idToken,
        },
      );
      return body.products.find((product) => product.id === id && JSON.stringify(product).includes('not an image'));
    });

    expect(mine).toMatchObject({ isApproved: false });
    expect(
      await call(`${platform.product}/products/${id}/approve`, { method: 'POST', token: (await admin()).idToken }),
    ).toMatchObject({ status: 409, body: { code: 'IMAGE_NOT_CHECKED' } });
  });

  test('have pictures in order, with renditions, and keep what was sent to themselves', async () => {
    type Image = { id: string; alt: string; url: string; width: number; renditions: Record<string, string> };
    type Pictured = { status: string; imageUrl: string; images: Image[]; id: string; uploadUrl: string };
    const id = await approvedProduct({ fileName: 'first.png' });
    const { idToken: token } = await account('Seller');
    const images = (method: string, path: string, body?: unknown) =>
      call<Pictured>(`${platform.product}/products/${id}/images${path}`, { method, token, body });
    const asked = { fileName: 'side.jpg', fileType: 'image/jpeg', alt: 'From the side' };

    expect((await images('PATCH', `/${id}`, { alt: 'From above' })).body).toMatchObject({
      status: 'pending',
      images: [{ id, alt: 'From above' }],
    });
    const added = await images('POST', '', asked);
    expect(added).toMatchObject({ status: 201, body: { id: expect.any(String), uploadUrl: expect.any(String) } });
    await put(added.body.uploadUrl, fixture('baseline.jpg'));
    const { images: both = [] } = await eventually('the second picture', async () => {
      const { body } = await call<Pictured>(`${platform.product}/my-products/${id}`, { token });
      return body.images.length === 2 ? body : undefined;
    });

    expect(both[1]).toMatchObject({ id: added.body.id, alt: 'From the side', width: 16, height: 24 });
    for (const address of Object.values(both[1]?.renditions ?? {})) {
      const { status, headers } = await fetchAll(address);
      expect([status, headers.get('content-type')]).toEqual([200, 'image/webp']);
    }
    const original = both[1]?.url.replace('/images/', '/originals/') ?? '';
    expect((await fetchAll(original)).status).toBe(403);

    const moved = await images('PATCH', `/${added.body.id}`, { position: 1 });
    expect(moved.body).toMatchObject({ imageUrl: both[1]?.url, images: [both[1], both[0]] });

    const removed = await images('DELETE', `/${added.body.id}`);
    expect(removed.body).toMatchObject({ imageUrl: both[0]?.url, images: [both[0]] });
    await eventually('the removed picture is gone', async () => (await fetchAll(both[1]?.url ?? '')).status !== 200);
    expect(await images('DELETE', `/${id}`)).toMatchObject({ status: 409, body: { code: 'LAST_IMAGE' } });
  });
});
