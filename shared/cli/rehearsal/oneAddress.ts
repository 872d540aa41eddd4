import assert from 'node:assert/strict';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import paths from '../../gateway/paths.cjs';
import type { PlatformFile } from '../platformTarget.ts';
import { placeFirstOrder } from './firstOrder.ts';

/** Returns the platform with each API at its path below the gateway. */
const behindGateway = (platform: PlatformFile, gateway: string): PlatformFile => {
  const api = (name: keyof typeof paths.apis) => `${gateway}/api/${name}`;
  const catalogue = { banner: api('banners'), category: api('categories'), product: api('products') };
  return { ...platform, auth: api('auth'), order: api('orders'), ...catalogue };
};

/**
 * Uses the stage only at the address of its gateway, as a browser does: a first order, the pages with all that they load, GraphQL, and what does
 * not exist.
 *
 * @throws Error if a response is not as expected
 */
export const useOneAddress = async (platform: PlatformFile): Promise<void> => {
  const { gateway } = platform;
  if (gateway === undefined) throw new Error('The stage has no gateway.');
  await placeFirstOrder(behindGateway(platform, gateway));
  const read = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${gateway}${path}`, { redirect: 'manual', ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  for (const { base } of paths.apps) {
    const page = await read(`${base}orders/1`);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.equal(page.status, 200, base);
    assert.match(policy, /connect-src 'self'/);
    assert.doesNotMatch(policy, /unsafe|\$\{|undefined/);
    assert.match(page.headers.get('strict-transport-security') ?? '', /max-age=\d+/);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    const assets = [...page.text.matchAll(/(?:src|href)="(\/[^"]*assets\/[^"]+)"/g)].map(([, path = '']) => path);
    assert.notEqual(assets.length, 0, `${base} loads nothing`);
    for (const path of assets) {
      const asset = await read(path);
      assert.equal(asset.status, 200, path);
      assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
    }
    assert.equal((await read(`${base}none.js`)).status, 404);
  }
  assert.equal((await read('/console')).status, 301);
  assert.deepEqual(JSON.parse((await read('/shop.json')).text), {});

  const listed = await read('/api/products/products?limit=1');
  assert.deepEqual([listed.status, JSON.parse(listed.text).products.length], [200, 1]);
  assert.match(listed.headers.get('cache-control') ?? '', /max-age/);
  const missing = await read('/api/refunds/x');
  assert.deepEqual([missing.status, JSON.parse(missing.text).code], [404, 'NOT_FOUND']);
  const query = JSON.stringify({ query: '{ products(limit: 1, offset: 0) { id } }' });
  const headers = { 'content-type': 'application/json' };
  const graphql = await read('/graphql', { method: 'POST', headers, body: query });
  assert.equal(JSON.parse(graphql.text).data?.products?.length, 1, graphql.text);
};

/** Checks that nothing is left of a stage's gateway: neither the address, nor its key. @throws Error otherwise */
export const expectNoGateway = async (stage: string, gateway: string): Promise<void> => {
  const Names = ['url', 'key', 'keyHash'].map((name) => `/ecommerce/${stage}/gateway/${name}`);
  const ssm = new SSMClient({});
  const { Parameters } = await ssm.send(new GetParametersCommand({ Names }));
  ssm.destroy();
  assert.deepEqual(Parameters, []);
  assert.notEqual((await fetch(`${gateway}/console/`)).status, 200);
};
