import { describe, expect, test } from '@jest/globals';
import { call, eventually, waitForOrder } from '../../cli/shopClient.ts';
import { decide, get, idsOf, type Listed, mine, offer, pendingProduct } from './catalogueClient.ts';
import { account, admin, approvedProduct, atOnce, fetchAll, picture, platform, put, unique } from './shop.ts';

type Changed = Listed & { uploadUrl?: string; imageUrl?: string; code?: string; quantity: number; updatedAt?: string };

const change = async (id: string, body: unknown, { key, seller = 'Seller' }: { key?: string; seller?: string } = {}) =>
  call<Changed>(`${platform.product}/products/${id}`, {
    method: 'PATCH',
    body,
    token: (await account(seller)).idToken,
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });
const remove = async (id: string, seller = 'Seller') =>
  call<Changed>(`${platform.product}/products/${id}`, {
    method: 'DELETE',
    token: (seller === 'Admin' ? await admin() : await account(seller)).idToken,
  });
const own = async (id: string): Promise<Listed> => {
  const product = (await mine()).find((listed) => listed.id === id);
  if (!product) throw new Error(`${id} is not among the seller's products`);
  return product;
};
const becomes = (id: string, wanted: Record<string, unknown>) =>
  eventually(`${id} ${JSON.stringify(wanted)}`, async () => {
    const product = await own(id);
    return Object.entries(wanted).every(([field, value]) => product[field] === value) ? product : undefined;
  });

describe('PATCH /products/{id}', () => {
  test('changes price and stock at once, and the product stays on sale', async () => {
    const id = await approvedProduct({ quantity: 5 });

    const { status, body } = await change(id, { productPrice: 0.01, quantityChange: -5 });

    expect({ status, body }).toMatchObject({
      status: 200,
      body: { id, productPrice: 0.01, quantity: 0, status: 'approved' },
    });
    expect((await get(`/products/${id}`)).body).toMatchObject({ productPrice: 0.01, quantity: 0 });
  });

  test('with another text takes the product off sale until it is approved again', async () => {
    const category = unique('changed');
    const id = await approvedProduct();

    expect((await change(id, { productName: 'Another name', category })).body).toMatchObject({ status: 'pending' });
    expect(await get(`/products/${id}`)).toMatchObject({ status: 404 });

    expect(await decide(id, 'approve')).toMatchObject({ status: 200 });
    expect((await get(`/products/${id}`)).body).toMatchObject({ productName: 'Another name', category });
    expect(idsOf((await get(`/categories/${encodeURIComponent(category)}`)).body.products)).toEqual([id]);
  });

  test('with the current text changes nothing', async () => {
    const id = await approvedProduct({ productName: 'Same' });

    expect((await change(id, { productName: ' Same ' })).body).toMatchObject({ status: 'approved' });
  });

  test('makes a rejected product pending, without the reason', async () => {
    const id = await pendingProduct();
    await decide(id, 'reject', { reason: 'Too dear.' });

    const { body } = await change(id, { productPrice: 1 });

    expect(body).toMatchObject({ status: 'pending' });
    expect(body).not.toHaveProperty('rejectionReason');
  });

  test('with one key counts once', async () => {
    const id = await approvedProduct({ quantity: 10 });

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => change(id, { quantityChange: 3 }, { key: 'delivery' })),
    );

    expect(answers.map(({ status, body }) => [status, body.quantity])).toEqual(Array(5).fill([200, 13]));
    expect(await change(id, { quantityChange: 4 }, { key: 'delivery' })).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  test('twice at once loses neither change', async () => {
    const id = await approvedProduct({ quantity: 10 });

    const answers = await Promise.all([
      change(id, { productName: 'New name', quantityChange: 1 }),
      change(id, { description: 'New text', quantityChange: 2 }),
      change(id, { productPrice: 7, quantityChange: 4 }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await own(id)).toMatchObject({
      productName: 'New name',
      description: 'New text',
      productPrice: 7,
      quantity: 17,
      status: 'pending',
    });
  });

  test('removes no more than the stock', async () => {
    const id = await approvedProduct({ quantity: 3 });

    expect(await change(id, { quantityChange: -4 })).toMatchObject({
      status: 409,
      body: { code: 'STOCK_TOO_LOW', quantityAvailable: 3 },
    });
    expect(await change(id, { quantityChange: 999_998 })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT' },
    });
  });

  test('of the stock loses no unit during many orders', async () => {
    const id = await approvedProduct({ quantity: 60 });
    const customer = await account('Customer');
    const many = atOnce(50);

    const orders = Array.from({ length: many }, () =>
      call<{ orderId: string }>(`${platform.order}/create-order`, {
        token: customer.idToken,
        body: { id, quantity: 1 },
      }),
    );
    const changes = Array.from({ length: 12 }, (_, index) => change(id, { quantityChange: index % 2 ? 5 : -2 }));
    const placed = await Promise.all(orders);
    const changed = await Promise.all(changes);
    const ended = await Promise.all(placed.map(({ body }) => waitForOrder(platform, customer, body.orderId)));

    const sold = ended.filter(({ status }) => status === 'shipping').length;
    expect(changed.map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect((await own(id)).quantity).toBe(60 + 6 * 5 - 6 * 2 - sold);
    expect(sold).toBe(many);
  });

  test.each([
    ['no field', {}],
    ['an unknown field', { status: 'approved' }],
    ['the stock itself', { quantity: 5 }],
    ['a price of four fraction digits', { productPrice: 1.9999 }],
    ['no price', { productPrice: 0 }],
    ['a price as text', { productPrice: '5' }],
    ['a change of nothing', { quantityChange: 0 }],
    ['half a unit', { quantityChange: 0.5 }],
    ['an empty name', { productName: ' ' }],
    ['null', { description: null }],
    ['a file without its type', { fileName: 'a.png' }],
    ['a type without a file', { fileType: 'image/png' }],
    ['a path for a file', { fileName: '../a.png', fileType: 'image/png' }],
    ['no image', { fileName: 'a.svg', fileType: 'image/svg+xml' }],
    ['a list', []],
  ])('rejects %s', async (_, body) => {
    expect(await change('any', body)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  });

  test('rejects a price with more digits than its currency has', async () => {
    const id = await approvedProduct();

    expect(await change(id, { productPrice: 1.999 })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path: 'productPrice' }] },
    });
  });

  test('is for the seller alone', async () => {
    const id = await approvedProduct();

    expect(await change(id, { productPrice: 1 }, { seller: 'Another seller' })).toMatchObject({
      status: 404,
      body: { code: 'PRODUCT_NOT_FOUND' },
    });
    expect(
      await call(`${platform.product}/products/${id}`, { method: 'PATCH', body: { productPrice: 1 } }),
    ).toMatchObject({
      status: 401,
    });
    expect((await get(`/products/${id}`)).body).toMatchObject({ productPrice: 49.99 });
  });
});

test('a renamed product is found by its new slug and by its old one', async () => {
  const [first, second] = [unique('Ботинки'), unique('Winter boots')];
  const id = await approvedProduct({ productName: first });
  const old = (await get(`/products/${id}`)).body as unknown as { slug: string };
  await change(id, { productName: second });
  await decide(id, 'approve');

  const found = await get(`/products/by-slug/${old.slug}`);
  const listed = (await get(`/products?ids=${id}`)).body.products[0];

  expect(old.slug).toMatch(/^botinki-[0-9a-f]{8}$/);
  expect(found).toMatchObject({ status: 200, body: { id, slug: second.toLowerCase().replaceAll(' ', '-') } });
  expect((await get(`/products/by-slug/${listed?.slug}`)).body).toEqual(found.body);
  expect(await get('/products/by-slug/no-such-slug')).toMatchObject({
    status: 404,
    body: { code: 'PRODUCT_NOT_FOUND' },
  });
});

describe('a new image', () => {
  const newImage = { fileName: 'new.png', fileType: 'image/png' };

  test('replaces the old one once it was checked, and has to be approved; the old one is deleted', async () => {
    const id = await approvedProduct();
    const { imageUrl: old } = await own(id);

    const { body } = await change(id, newImage);
    expect(body).toMatchObject({ status: 'approved', imageUrl: old, awaitedFileName: 'new.png' });
    expect(await get(`/products/${id}`)).toMatchObject({ status: 200 });

    await put(body.uploadUrl ?? '', picture);
    const replaced = await becomes(id, { status: 'pending' });
    expect(replaced.imageUrl).not.toBe(old);
    expect(replaced).not.toHaveProperty('awaitedFileName');
    expect(await fetchAll(String(replaced.imageUrl))).toMatchObject({ status: 200 });
    await eventually('the old image', async () => ((await fetchAll(String(old))).status === 200 ? undefined : true));
    await put(body.uploadUrl ?? '', picture); // late and twice: nothing changes
    expect(await decide(id, 'approve')).toMatchObject({ status: 200 });
    expect((await get(`/products/${id}`)).body).toMatchObject({ imageUrl: replaced.imageUrl });
  });

  test('that is not an image is rejected, and the old one stays on sale', async () => {
    const id = await approvedProduct();
    const { body } = await change(id, newImage);

    await put(body.uploadUrl ?? '', '<svg/>');

    const refused = await eventually('the refusal', async () => {
      const product = await own(id);
      return product.uploadRejection === undefined ? undefined : product;
    });
    expect(refused).toMatchObject({ status: 'approved', imageUrl: body.imageUrl, awaitedFileName: 'new.png' });
    await put(body.uploadUrl ?? '', picture); // a better one under the same URL is taken
    expect(await becomes(id, { status: 'pending' })).not.toHaveProperty('uploadRejection');
  });

  test('requested twice with one key is one upload', async () => {
    const id = await approvedProduct();

    const [one, two] = [await change(id, newImage, { key: 'k' }), await change(id, newImage, { key: 'k' })];

    const path = (url = '') => new URL(url).pathname;
    expect(path(one.body.uploadUrl)).toBe(path(two.body.uploadUrl));
  });

  test('may be another file before the first has arrived', async () => {
    const { id, uploadUrl } = (await offer({})).body;

    const { body } = await change(id, newImage);
    await put(uploadUrl, picture);
    await put(body.uploadUrl ?? '', picture);

    expect(String((await becomes(id, { status: 'pending' })).imageUrl)).toContain('new.png');
  });
});

describe('DELETE /products/{id}', () => {
  test('removes the product everywhere, with its image; the second time it is not found', async () => {
    const id = await approvedProduct();
    const { imageUrl } = await own(id);

    expect(await remove(id)).toMatchObject({ status: 200, body: { id } });

    expect(await get(`/products/${id}`)).toMatchObject({ status: 404 });
    expect(idsOf(await mine())).not.toContain(id);
    expect(await decide(id, 'approve')).toMatchObject({ status: 404 });
    await eventually('the image', async () => ((await fetchAll(String(imageUrl))).status === 200 ? undefined : true));
    expect(await remove(id)).toMatchObject({ status: 404, body: { code: 'PRODUCT_NOT_FOUND' } });
  });

  test('is for its seller and for admins', async () => {
    const id = await approvedProduct();

    expect(await remove(id, 'Another seller')).toMatchObject({ status: 404, body: { code: 'PRODUCT_NOT_FOUND' } });
    expect(await call(`${platform.product}/products/${id}`, { method: 'DELETE' })).toMatchObject({ status: 401 });
    expect(await remove(id, 'Admin')).toMatchObject({ status: 200 });
  });

  test('during the upload of a new image publishes nothing', async () => {
    const id = await approvedProduct();
    const { body } = await change(id, { fileName: 'late.png', fileType: 'image/png' });

    await remove(id);
    await put(body.uploadUrl ?? '', picture);

    expect(await decide(id, 'approve')).toMatchObject({ status: 404 });
    expect(await own(id).catch(() => 'gone')).toBe('gone');
  });

  test('does not change orders', async () => {
    const id = await approvedProduct({ quantity: 2 });
    const customer = await account('Customer');
    const { body } = await call<{ orderId: string }>(`${platform.order}/create-order`, {
      token: customer.idToken,
      body: { id, quantity: 1 },
    });
    await waitForOrder(platform, customer, body.orderId);

    await remove(id);

    expect(await waitForOrder(platform, customer, body.orderId)).toMatchObject({
      status: 'shipping',
      items: [expect.objectContaining({ productId: id })],
    });
  });
});

describe('an admin who approves what was seen', () => {
  test('does not approve later changes by its seller', async () => {
    const id = await pendingProduct();
    const { idToken } = await admin();
    const { body } = await call<{ products: Changed[] }>(`${platform.product}/products/pending?limit=100`, {
      token: idToken,
    });
    const updatedAt = body.products.find((product) => product.id === id)?.updatedAt;
    await change(id, { description: 'Something else.' });

    expect(await decide(id, 'approve', { updatedAt })).toMatchObject({
      status: 409,
      body: { code: 'PRODUCT_CHANGED' },
    });
    expect(await decide(id, 'approve')).toMatchObject({ status: 200 });
    expect(await decide(id, 'approve', { updatedAt })).toMatchObject({ status: 200 });
  });
});
