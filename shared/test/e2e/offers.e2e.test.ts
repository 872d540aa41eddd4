import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { approveProduct, call, type ProductDetails } from '../../cli/shopClient.ts';
import { get, mine, offer } from './catalogueClient.ts';
import { account, admin, approvedProduct, picture, platform, put, shoes, unique } from './shop.ts';

describe('offering a product', () => {
  const wrong: [keyof ProductDetails, unknown][] = [
    ...[49.999, 0.001, 1e-7, 0, -0, -1, 1e9, '100', null].map((value): [keyof ProductDetails, unknown] => [
      'productPrice',
      value,
    ]),
    ...[0, -5, 0.5, 1e9, '3', null].map((value): [keyof ProductDetails, unknown] => ['quantity', value]),
  ];
  test.each(wrong)('with %s %j is rejected and names the field', async (path, value) => {
    expect(await offer({ [path]: value })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path }] },
    });
  });

  test('with a price beyond every number is rejected', async () => {
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

  test('with a key that stands for another product is a conflict; another seller’s key is another key', async () => {
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

  test.each(['', 'x'.repeat(256), 'schlüssel'])('with the malformed key %j is rejected, naming it', async (key) => {
    expect(await offer({}, { 'idempotency-key': key })).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'Idempotency-Key' }] },
    });
  });
});
