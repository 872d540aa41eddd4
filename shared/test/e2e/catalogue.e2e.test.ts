import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { approveProduct, call, eventually, mailsTo, type ProductDetails, uploadProduct } from '../../cli/shopClient.ts';
import { account, admin, approvedProduct, picture, platform, put, shoes, unique } from './shop.ts';

type Listed = { id: string; status?: string } & Record<string, unknown>;
type List = { products: Listed[]; nextCursor?: string };

const get = async (path: string, name?: string) =>
  call<List>(`${platform.product}${path}`, name === undefined ? {} : { token: (await account(name)).idToken });
const mine = async (seller = 'Seller') => (await get('/my-products?limit=100', seller)).body.products;
const decide = async (id: string, decision: 'approve' | 'reject', body?: unknown) =>
  call<{ code?: string; sellerMailed?: boolean }>(`${platform.product}/products/${id}/${decision}`, {
    method: 'POST',
    token: (await admin()).idToken,
    ...(body === undefined ? {} : { body }),
  });
const offer = async (details: Record<string, unknown>, headers: Record<string, string> = {}, seller = 'Seller') =>
  call<{ id: string; uploadUrl: string; code?: string }>(`${platform.product}/get-upload-url`, {
    body: { ...shoes, ...details },
    token: (await account(seller)).idToken,
    headers,
  });

/** A product whose picture has been checked and that waits for an admin. */
const pendingProduct = async (details: Partial<ProductDetails> = {}): Promise<string> => {
  const id = await uploadProduct(platform, await account('Seller'), { ...shoes, ...details }, picture);
  await eventually(`the check of ${id}`, async () =>
    (await mine()).find((product) => product.id === id && product.status === 'pending'),
  );
  return id;
};

/** Every page of a list, to its end. */
const allPages = async (path: string, limit: number, name?: string): Promise<Listed[][]> => {
  const pages: Listed[][] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { status, body }: { status: number; body: List } = await get(
      `${path}?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      name,
    );
    expect(status).toBe(200);
    pages.push(body.products);
    cursor = body.nextCursor;
  }
  return pages;
};

const idsOf = (products: Listed[]) => products.map(({ id }) => id);

/** Where anyone could see a product of this category. */
const publicPlaces = async (id: string, category: string) => {
  const lists = [`/products`, `/categories/${encodeURIComponent(category)}`];
  const seen = await Promise.all(lists.map(async (path) => idsOf((await allPages(path, 100)).flat()).includes(id)));
  const documented = (await allPages('/approve-products', 100)).flat().map((product) => Object(product.id).S);
  return [...seen, documented.includes(id), (await get(`/products/${id}`)).status === 200];
};

describe('a product that waits for approval', () => {
  test('is seen by its seller and the admin alone, and by anyone once it is approved', async () => {
    const category = unique('waiting');
    const id = await pendingProduct({ category });

    expect(await publicPlaces(id, category)).toEqual([false, false, false, false]);
    expect(await get(`/products/${id}`)).toMatchObject({ status: 404, body: { code: 'PRODUCT_NOT_FOUND' } });
    expect((await mine()).find((product) => product.id === id)).toMatchObject({ status: 'pending', isApproved: false });
    expect(idsOf(await mine('Another seller'))).toEqual([]);
    const pending = (await allPendingPages()).find((product) => product.id === id);
    expect(pending).toMatchObject({ email: (await account('Seller')).email, imageUrl: expect.any(String) });

    expect(await decide(id, 'approve')).toMatchObject({ status: 200, body: { id, status: 'approved' } });

    expect(await publicPlaces(id, category)).toEqual([true, true, true, true]);
    expect(idsOf(await allPendingPages())).not.toContain(id);
  });

  test('can be approved twice, which is approving it once', async () => {
    const id = await pendingProduct();

    const answers = await Promise.all([decide(id, 'approve'), decide(id, 'approve')]);
    const again = await decide(id, 'approve');

    expect([...answers, again].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set([...answers, again].map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test.each([
    ['an id that is none’s', async () => randomUUID(), 404, 'PRODUCT_NOT_FOUND'],
    ['what no id looks like', async () => '~no.id~', 404, 'PRODUCT_NOT_FOUND'],
    ['one whose picture has not come', async () => (await offer({})).body.id, 409, 'IMAGE_NOT_CHECKED'],
  ])('%s can be neither approved nor rejected', async (_, id, status, code) => {
    const which = await id();

    expect(await decide(which, 'approve')).toMatchObject({ status, body: { code } });
    expect(await decide(which, 'reject', { reason: 'No.' })).toMatchObject({ status, body: { code } });
  });
});

const allPendingPages = async () => {
  const { idToken } = await admin();
  const products: Listed[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { body }: { body: List } = await call(
      `${platform.product}/products/pending?limit=50${cursor && `&cursor=${cursor}`}`,
      { token: idToken },
    );
    products.push(...body.products);
    cursor = body.nextCursor;
  }
  return products;
};

describe('a rejected product', () => {
  const rejectionMails = async (productName: string) =>
    (await mailsTo(platform, (await account('Seller')).email)).filter(({ subject }) => subject.includes(productName));

  test('shows its seller the reason, who gets one mail however often it is rejected', async () => {
    const productName = unique('Too dark');
    const id = await pendingProduct({ productName });
    const reason = 'The picture is too dark. 🕶️';

    const atOnce = await Promise.all(Array.from({ length: 6 }, () => decide(id, 'reject', { reason })));
    const later = await decide(id, 'reject', { reason });

    expect(atOnce.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(later).toMatchObject({
      status: 200,
      body: { id, status: 'rejected', isApproved: false, rejectionReason: reason, sellerMailed: true },
    });
    const mails = await rejectionMails(productName);
    expect(mails.map(({ body }) => body.text?.includes(reason))).toEqual([true]);
    expect((await mine()).find((product) => product.id === id)).toMatchObject({
      status: 'rejected',
      isApproved: false,
      rejectionReason: reason,
    });
  });

  test('stays rejected: no approval, no other reason', async () => {
    const category = unique('refused');
    const id = await pendingProduct({ category });
    await decide(id, 'reject', { reason: 'Not ours.' });

    const refused = { status: 409, body: { code: 'ALREADY_REJECTED' } };
    expect(await decide(id, 'approve')).toMatchObject(refused);
    expect(await decide(id, 'reject', { reason: 'Something else.' })).toMatchObject(refused);
    expect(await publicPlaces(id, category)).toEqual([false, false, false, false]);
  });

  test('is gone from every list when it was on sale before, and cannot be ordered', async () => {
    const category = unique('taken off');
    const id = await approvedProduct({ category });

    expect(await decide(id, 'reject', { reason: 'Recalled by its maker.' })).toMatchObject({ status: 200 });

    expect(await publicPlaces(id, category)).toEqual([false, false, false, false]);
    const { idToken } = await account('Customer');
    expect(await call(`${platform.order}/create-order`, { body: { id, quantity: 1 }, token: idToken })).toMatchObject({
      status: 404,
      body: { code: 'PRODUCT_NOT_FOUND' },
    });
  });

  test.each([undefined, '', '   ', 5, 'x'.repeat(501), 'bell\u0007'])('needs a reason, not %j', async (reason) => {
    expect(await decide(randomUUID(), 'reject', { reason })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path: 'reason' }] },
    });
  });
});

describe('the documented list of approved products', () => {
  test.each([
    [100, '100'],
    [49.99, '49.99'],
    [0.01, '0.01'],
    [19.9, '19.9'],
    [1_000_000, '1000000'],
  ])('shows the price %d as { "N": "%s" }, and exactly the documented attributes', async (productPrice, N) => {
    const productName = unique('Priced');
    const id = await approvedProduct({ productName, productPrice, quantity: 40 });

    const listed = (await allPages('/approve-products', 100)).flat().find((product) => Object(product.id).S === id);

    expect(listed).toEqual({
      id: { S: id },
      fileName: { S: shoes.fileName },
      productName: { S: productName },
      productPrice: { N },
      description: { S: shoes.description },
      quantity: { N: '40' },
      category: { S: shoes.category },
      imageUrl: { S: expect.stringMatching(/\/shoes\.png$/) },
      isApproved: { BOOL: true },
      email: { S: (await account('Seller')).email },
      createdAt: { S: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) },
    });
    expect((await get(`/products/${id}`)).body).toMatchObject({ productPrice, currency: 'EUR' });
  });
});

describe('lists page by page', () => {
  const category = unique('paged');
  let made: Promise<string[]> | undefined;
  const sevenProducts = () => {
    made ??= Promise.all(Array.from({ length: 7 }, () => approvedProduct({ category }, 'Paging seller')));
    return made;
  };

  test.each([1, 3, 7, 100])('of %d come to their end without a gap or a repeat', async (limit) => {
    const expected = (await sevenProducts()).toSorted();

    for (const pages of [
      await allPages(`/categories/${encodeURIComponent(category)}`, limit),
      await allPages('/my-products', limit, 'Paging seller'),
    ]) {
      expect(idsOf(pages.flat()).toSorted()).toEqual(expected);
      expect(Math.max(...pages.map(({ length }) => length))).toBe(Math.min(limit, 7));
      const times = pages.flat().map(({ createdAt }) => String(createdAt));
      expect(times).toEqual(times.toSorted().toReversed());
    }
  });

  test('of all products hold each one once', async () => {
    const expected = await sevenProducts();

    const ids = idsOf((await allPages('/products', 4)).flat());
    const documented = (await allPages('/approve-products', 4)).flat().map(({ id }) => Object(id).S);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(expected));
    expect(documented).toEqual(ids);
  });

  const lists = [
    ['/products', undefined],
    ['/approve-products', undefined],
    [`/categories/${encodeURIComponent(category)}`, undefined],
    ['/my-products', 'Paging seller'],
  ] as const;
  const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test.each([
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('hello').toString('base64url')],
    ['another shape', cursorOf({ id: 'x' })],
    ['too few values', cursorOf(['2026-01-01T00:00:00.000Z'])],
    ['too many values', cursorOf(['a', 'b', 'c'])],
    ['no texts', cursorOf([1, 2])],
    ['empty texts', cursorOf(['', ''])],
    ['nothing', ''],
    ['2 kB', 'a'.repeat(2000)],
  ])('refuse a cursor of %s', async (_, cursor) => {
    for (const [path, name] of lists) {
      expect(await get(`${path}?cursor=${encodeURIComponent(cursor)}`, name)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT', issues: [{ path: 'cursor' }] },
      });
    }
  });

  test('show with a forged cursor, or with one of another list or person, only what belongs to them', async () => {
    const ids = await sevenProducts();
    await approvedProduct();
    const strangers = [
      (await get('/products?limit=1')).body.nextCursor,
      (await get('/my-products?limit=2', 'Paging seller')).body.nextCursor,
      cursorOf(['9999-01-01T00:00:00.000Z', 'approved']),
      cursorOf(['zzz', '🦊']),
      cursorOf(['!', `' OR 1=1`]),
    ];

    for (const cursor of strangers) {
      expect(cursor).toEqual(expect.any(String));
      const query = `?limit=100&cursor=${encodeURIComponent(cursor ?? '')}`;
      const inCategory = await get(`/categories/${encodeURIComponent(category)}${query}`);
      const own = await get(`/my-products${query}`, 'Another seller');
      const all = await get(`/products${query}`);

      expect([inCategory.status, own.status, all.status]).toEqual([200, 200, 200]);
      expect(ids).toEqual(expect.arrayContaining(idsOf(inCategory.body.products)));
      expect(own.body.products).toEqual([]);
      for (const product of all.body.products) expect(product).not.toHaveProperty('status');
    }
  });

  test.each(['limit=0', 'limit=-1', 'limit=101', 'limit=1.5', 'limit=x', 'limit=', 'limit=1&limit=2', 'page=2'])(
    'refuse ?%s',
    async (query) => {
      for (const [path, name] of lists)
        expect(await get(`${path}?${query}`, name)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    },
  );
});

describe('caches', () => {
  test('may keep what is public for a while, and ask whether it has changed', async () => {
    const category = unique('cached');
    const id = await approvedProduct({ category, quantity: 10 });

    for (const path of [
      `/products/${id}`,
      '/products',
      '/approve-products',
      `/categories/${encodeURIComponent(category)}`,
    ]) {
      const url = `${platform.product}${path}`;
      const first = await call(url);
      const etag = first.headers.get('etag') ?? '';
      expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
      expect(etag).toMatch(/^W\/"/);

      for (const known of [etag, `"other", ${etag}`, `"other" ,${etag}`, etag.slice(2), '*']) {
        const again = await call(url, { headers: { 'if-none-match': known } });
        expect([known, again.status, again.body, again.headers.get('etag')]).toEqual([known, 304, '', etag]);
        expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
      }
      expect((await call(url, { headers: { 'if-none-match': 'W/"other"' } })).status).toBe(200);
    }
  });

  test('get a new answer when the stock has changed', async () => {
    const id = await approvedProduct({ quantity: 10 });
    const before = await call(`${platform.product}/products/${id}`);
    const { idToken } = await account('Customer');
    await call(`${platform.order}/create-order`, { body: { id, quantity: 3 }, token: idToken });

    const after = await eventually('the changed answer', async () => {
      const headers = { 'if-none-match': before.headers.get('etag') ?? '' };
      const reply = await call(`${platform.product}/products/${id}`, { headers });
      return reply.status === 200 ? reply : undefined;
    });

    expect(after.body).toMatchObject({ quantity: 7 });
  });

  test('keep nothing that is one person’s own, nor a refusal', async () => {
    for (const reply of [await get('/my-products', 'Seller'), await get(`/products/${randomUUID()}`)]) {
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.headers.get('etag')).toBeNull();
    }
  });
});

describe('offering a product', () => {
  const wrong: [keyof ProductDetails, unknown][] = [
    ...[49.999, 0.001, 1e-7, 0, -0, -1, 1e9, '100', null].map((value): [keyof ProductDetails, unknown] => [
      'productPrice',
      value,
    ]),
    ...[0, -5, 0.5, 1e9, '3', null].map((value): [keyof ProductDetails, unknown] => ['quantity', value]),
  ];
  test.each(wrong)('with %s %j is refused and names the field', async (path, value) => {
    expect(await offer({ [path]: value })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path }] },
    });
  });

  test('with a price beyond every number is refused', async () => {
    const body = JSON.stringify({ ...shoes, productPrice: 0 }).replace('"productPrice":0', '"productPrice":1e400');
    const { idToken } = await account('Seller');

    expect(await call(`${platform.product}/get-upload-url`, { body, token: idToken })).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'productPrice' }] },
    });
  });

  test('takes texts of every script, and finds a category however its letters are composed', async () => {
    const category = unique('Cafe\u0301 👟');
    const texts = {
      productName: '🦊 Füchse 👨‍👩‍👧‍👦 日本',
      description: 'Zeile 1\nZeile 2 – “quoted” \u{1F6CD}\uFE0F',
    };
    const id = await approvedProduct({ ...texts, category });

    const listed = await get(`/categories/${encodeURIComponent(category.normalize('NFC'))}`);

    expect(listed.body.products).toEqual([expect.objectContaining({ id, ...texts })]);
    expect((await get(`/categories/${encodeURIComponent(category)}`)).body).toEqual(listed.body);
  });

  test('many times under one idempotency key makes one product, whose upload URL still works', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const details = { productName: unique('Once') };

    const replies = await Promise.all(Array.from({ length: 6 }, () => offer(details, headers)));
    const ids = new Set(replies.map(({ status, body }) => `${status} ${body.id}`));
    expect(ids.size).toBe(1);
    const id = replies[0]?.body.id ?? '';
    expect((await mine()).filter(({ productName }) => productName === details.productName)).toHaveLength(1);

    const again = await offer(details, headers);
    expect((await put(again.body.uploadUrl, picture)).status).toBe(200);
    await approveProduct(platform, await admin(), id);
    expect((await offer(details, headers)).body.id).toBe(id);
  });

  test('under a key that stands for another product is a conflict; another seller’s key is another key', async () => {
    const headers = { 'idempotency-key': 'my first product' };
    const first = await offer({}, headers);

    expect(await offer({ quantity: 41 }, headers)).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    const others = await offer({ quantity: 41 }, headers, 'Another seller with the same key');
    expect(others.status).toBe(200);
    expect(others.body.id).not.toBe(first.body.id);
  });

  test.each(['', 'x'.repeat(256), 'schlüssel'])('under the malformed key %j is refused by name', async (key) => {
    expect(await offer({}, { 'idempotency-key': key })).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'Idempotency-Key' }] },
    });
  });
});
