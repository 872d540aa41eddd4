import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import { fixture } from '../images/fixtures.ts';
import { account, admin, platform, unique } from './shop.ts';

type Import = {
  status: string;
  rows: number;
  done: number;
  refused: { line: number; reason: string }[];
  pictures?: number;
  reason?: string;
};

const post = async (body: object, headers: Record<string, string> = {}) =>
  call<{ id: string; uploadUrl: string; code?: string }>(`${platform.product}/imports`, {
    body: { fileName: 'products.csv', fileType: 'text/csv', ...body },
    token: (await admin()).idToken,
    headers,
  });

const upload = async (url: string, text: string, type = 'text/csv') =>
  (await fetch(url, { method: 'PUT', body: text, headers: { 'content-type': type } })).status;

const ended = async (id: string): Promise<Import> => {
  const { idToken: token } = await admin();
  return eventually(`the end of import ${id}`, async () => {
    const { status, body } = await call<Import>(`${platform.product}/imports/${id}`, { token });
    expect(status).toBe(200);
    return body.status === 'completed' || body.status === 'failed' ? body : undefined;
  });
};

const imported = async (text: string, body: object = {}): Promise<Import> => {
  const { status, body: made } = await post(body);
  expect(status).toBe(201);
  expect(await upload(made.uploadUrl, text)).toBe(200);
  return ended(made.id);
};

/** Exports all products until a file has a text: the first one may be some seconds old. */
const exportedWith = async (part: string): Promise<string> => {
  const { idToken } = await admin();
  return eventually(
    'an export',
    async () => {
      const response = await fetch(`${platform.product}/exports/products.csv`, {
        headers: { authorization: `Bearer ${idToken}` },
        redirect: 'manual',
      });
      const { status, headers } = response;
      await response.text();
      if (status === 302) {
        const text = await (await fetch(headers.get('location') ?? '')).text();
        return text.includes(part) ? text : undefined;
      }
      expect(status).toBe(409);
      expect(headers.get('retry-after')).toBe('2');
      return undefined;
    },
    60,
  );
};

const pictures = createServer((_, response) => response.end(fixture('profile.jpg')));
beforeAll(() => new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  pictures.closeAllConnections();
  pictures.close();
});
const picturesUrl = () => `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`;

const shopify = (...lines: string[]) =>
  `\uFEFF${['Handle,Title,Body (HTML),Type,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price', ...lines].join('\r\n')}`;

describe('an import', () => {
  test('makes drafts with their variants, refuses lines with reasons, and comes out again as a file', async () => {
    const handle = unique('shirt').toLowerCase();

    const outcome = await imported(
      shopify(
        `${handle},Linen shirt,"<p>Cool,\r\n""in summer""</p>",Shirts,Size,M,${handle}-M,3,49.00`,
        `${handle},,,,,L,${handle}-L,0,51.50`,
        `${handle}-x,Free,x,Shirts,,,,1,0`,
      ),
    );

    expect(outcome).toMatchObject({ status: 'completed', rows: 3, done: 3 });
    expect(outcome.refused).toEqual([{ line: 5, reason: expect.stringContaining('Variant Price') }]);
    const file = await exportedWith(`${handle}-M`);
    const line = file.split('\r\n').find((text) => text.includes(`${handle}-M`));
    expect(line).toContain(',49,');
    const [id] = line?.includes('draft') ? line.split(',') : [];
    const { idToken: token } = await admin();
    const { body } = await call(`${platform.product}/my-products/${id}`, { token });
    expect(body).toMatchObject({
      ...{ status: 'draft', productName: 'Linen shirt', description: 'Cool, "in summer"', quantity: 3 },
      variants: [
        { options: { Size: 'M' }, price: 49 },
        { options: { Size: 'L' }, price: 51.5, quantity: 0 },
      ],
    });

    const changed = `productId,variantId,price,quantity,sku\n${id},${id},39.99,5,${handle}-medium\n`;
    expect(await imported(changed, { dryRun: true })).toMatchObject({ status: 'completed', done: 1, refused: [] });
    expect(await imported(changed)).toMatchObject({ status: 'completed', done: 1, refused: [] });
    const { body: after } = await call(`${platform.product}/my-products/${id}`, { token });
    expect(after).toMatchObject({ productPrice: 39.99, quantity: 5, variants: [{ sku: `${handle}-medium` }, {}] });
  });

  test('fetches pictures by their addresses, once, and reports those that it cannot get', async () => {
    const handle = unique('mug').toLowerCase();
    const text = [
      'Handle,Title,Body (HTML),Type,Variant SKU,Variant Price,Image Src,Image Alt Text',
      `${handle},${handle},Hot,Cups,${handle},5,${picturesUrl()}/front.jpg,Its front`,
      `${handle},,,,,,${picturesUrl()}/back.jpg,`,
      `${handle},,,,,,http://169.254.169.254/latest/meta-data,`,
    ].join('\n');
    const refused = [{ line: 4, reason: 'Image Src: It does not belong to a host of the Internet.' }];

    for (let time = 0; time < 2; time += 1) {
      expect(await imported(text)).toMatchObject({ status: 'completed', done: 3, pictures: 2, refused });
    }

    const { idToken: token } = await admin();
    const { body: mine } = await call<{ products: { id: string; productName: string }[] }>(
      `${platform.product}/my-products?limit=100`,
      { token },
    );
    const id = mine.products.find(({ productName }) => productName === handle)?.id;
    const { body } = await call<{ status: string; images: { alt: string; url: string }[] }>(
      `${platform.product}/my-products/${id}`,
      { token },
    );
    expect(body).toMatchObject({ status: 'draft', images: [{ alt: 'Its front' }, { alt: '' }] });
    for (const { url } of body.images) expect((await fetch(url)).status).toBe(200);
  });

  test('of a file that is none fails with the reason', async () => {
    expect(await imported('name,price\nshirt,3\n')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('Handle'),
    });
  });

  test('takes its file as CSV only, and has one effect for each key', async () => {
    const headers = { 'idempotency-key': unique('import') };
    const { body } = await post({}, headers);

    expect(await upload(body.uploadUrl, 'x', 'text/html')).toBe(403);
    expect((await post({}, headers)).body.id).toBe(body.id);
    expect(await post({ dryRun: true }, headers)).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(await post({ fileType: 'text/html' })).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  });

  test('is for staff', async () => {
    const { idToken: token } = await account('Customer');
    const body = { fileName: 'products.csv', fileType: 'text/csv' };

    expect(await call(`${platform.product}/imports`, { body, token })).toMatchObject({ status: 403 });
    expect(await call(`${platform.product}/imports/x`, { token })).toMatchObject({ status: 403 });
    expect(await call(`${platform.product}/exports/products.csv`, { token })).toMatchObject({ status: 403 });
    expect(await call(`${platform.product}/imports/x`, { token: (await admin()).idToken })).toMatchObject({
      ...{ status: 404, body: { code: 'IMPORT_NOT_FOUND' } },
    });
  });
});
