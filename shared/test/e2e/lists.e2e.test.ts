import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import { allPages, get, idsOf } from './catalogueClient.ts';
import { account, approvedProduct, platform, unique } from './shop.ts';

describe('lists page by page', () => {
  const category = unique('paged');
  let made: Promise<string[]> | undefined;
  const sevenProducts = () => {
    made ??= Promise.all(Array.from({ length: 7 }, () => approvedProduct({ category }, 'Paging seller')));
    return made;
  };

  test.each([1, 3, 7, 100])('of %d are complete, without gaps or repeats', async (limit) => {
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

  test('of all products contain each one once', async () => {
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
  ])('reject a cursor of %s', async (_, cursor) => {
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
    const ofAll = (await get('/products?limit=1')).body.nextCursor ?? '';
    const inOtherCategory = cursorOf(['9999-01-01T00:00:00.000Z', `${category}!`, 'any']);
    const forged = await get(`/categories/${encodeURIComponent(category)}?limit=100&cursor=${inOtherCategory}`);
    expect(ids).toEqual(expect.arrayContaining(idsOf(forged.body.products)));
    expect(forged.body.products).not.toEqual([]);
    const strangers = [
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
      // a cursor of a search says which one; what follows may still be forged
      const all = await get(`/products?limit=100&cursor=${ofAll.split('.')[0]}.${encodeURIComponent(cursor ?? '')}`);

      expect([own.status, all.status]).toEqual([200, 200]);
      expect(await get(`/products${query}`)).toMatchObject({ status: 400 });
      expect(inCategory).toMatchObject({ status: 400, body: { issues: [{ path: 'cursor' }] } });
      expect(own.body.products).toEqual([]);
      for (const product of all.body.products) expect(product).not.toHaveProperty('status');
    }
    for (const path of [
      `/categories/${encodeURIComponent(category)}`,
      '/approve-products',
      '/products?sort=price-asc',
    ]) {
      const { status } = await get(`${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(ofAll)}`);
      expect([path, status]).toEqual([path, 400]);
    }
  });

  test.each(['limit=0', 'limit=-1', 'limit=101', 'limit=1.5', 'limit=x', 'limit=', 'limit=1&limit=2', 'page=2'])(
    'reject ?%s',
    async (query) => {
      for (const [path, name] of lists)
        expect(await get(`${path}?${query}`, name)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    },
  );
});

describe('caches', () => {
  test('may keep public responses for a while, and revalidate them', async () => {
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

  test('get a new response when the stock has changed', async () => {
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

  test('keep neither personal responses nor errors', async () => {
    for (const reply of [await get('/my-products', 'Seller'), await get(`/products/${randomUUID()}`)]) {
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.headers.get('etag')).toBeNull();
    }
  });
});
