import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

const shopUrl = createRequire(import.meta.url)('../../serverless/shopUrl.cjs');
const deployed = (value: string): Promise<string> => shopUrl({ resolveVariable: async () => value });

test.each([
  ['none', ''],
  ['', ''],
  ['https://shop.example', 'https://shop.example'],
  ['https://shop.example/', 'https://shop.example'],
  [' https://shop.example/de/ ', 'https://shop.example/de'],
  ['https://schuhe-grün.example', 'https://xn--schuhe-grn-ieb.example'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
])('the address %j of the shop is deployed as %j', async (given, url) => {
  expect(await deployed(given)).toBe(url);
});

test.each([
  'shop.example',
  'javascript:alert(1)',
  'https://',
  'https://shop.example/?a=b',
  'https://shop.example/#a',
  'https://a:b@shop.example',
])('the address %j of the shop fails the deployment', async (given) => {
  await expect(deployed(given)).rejects.toThrow('The parameter shopUrl must be none or an address');
});
