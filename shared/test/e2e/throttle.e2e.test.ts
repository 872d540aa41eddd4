import { expect, test } from '@jest/globals';
import { type PlatformFile, readPlatformFile } from '../../cli/platformTarget.ts';
import { call } from '../../cli/shopClient.ts';
import { withPlatform } from '../../cli/withPlatform.ts';

/** What `productService/serverless.yml` says of `POST /get-upload-url`. */
const RATE = 50;
const BURST = 100;

/** The platform is one that is reached by its gateway only, so that this needs none of its own. */
const expectGatewayRequired = async (platform: PlatformFile): Promise<void> => {
  const forged = { 'x-gateway-key': 'x', 'x-client-address': '192.0.2.1' };
  for (const headers of [{}, forged])
    for (const url of [`${platform.product}/products`, `${platform.order}/orders`, `${platform.auth}/none`])
      expect(await call(url, { headers })).toMatchObject({ status: 403, body: { code: 'GATEWAY_REQUIRED' } });
  const listed = async (url = '') =>
    (await call(`${url}/graphql`, { body: { query: '{ products(limit: 1) { id } }' } })).body;
  expect(await listed(platform.graphql)).toMatchObject({ errors: [{ extensions: { code: 'GATEWAY_REQUIRED' } }] });
  expect(await listed(platform.gateway)).toEqual({ data: { products: [] } });
};

test('a route with a tight throttle returns 429 beyond its burst and rate, recovers, and leaves other routes alone', async () => {
  await withPlatform(
    async (file) => {
      const platform = readPlatformFile(file);
      await expectGatewayRequired(platform);
      const api = (name: string) => `${platform.gateway}/api/${name}`;
      const ask = () => call(`${api('products')}/get-upload-url`, { method: 'POST' }); // 401: no token
      await ask(); // loads the function

      const start = performance.now();
      const replies = await Promise.all(Array.from({ length: 400 }, ask));
      const seconds = (performance.now() - start) / 1000;

      const taken = replies.filter(({ status }) => status === 401).length;
      expect(taken).toBeGreaterThanOrEqual(BURST - 1);
      expect(taken).toBeLessThanOrEqual(BURST + Math.ceil(RATE * seconds));
      const refused = replies.filter(({ status }) => status !== 401);
      expect(refused.length).toBeGreaterThan(0);
      for (const reply of refused) expect(reply).toMatchObject({ status: 429, body: { message: 'Too Many Requests' } });
      expect((await call(`${api('categories')}/categories`)).status).toBe(200);
      expect((await call(`${api('banners')}/banners`)).status).toBe(200);

      await new Promise((resolve) => setTimeout(resolve, 500));
      const later = await Promise.all(Array.from({ length: RATE / 2 - 1 }, ask));
      expect(later.map(({ status }) => status)).toEqual(later.map(() => 401));
    },
    ['--gateway-only'],
  );
}, 60_000);
