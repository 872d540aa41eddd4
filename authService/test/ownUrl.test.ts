import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

const ownUrl = createRequire(import.meta.url)('../ownUrl.cjs');
const deployed = (value: string) => ownUrl({ resolveVariable: async () => value });

test.each([
  ['none', { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] }],
  ['https://shop.example/api/auth', 'https://shop.example/api/auth'],
  [' https://shop.example/api/auth/ ', 'https://shop.example/api/auth'],
])('links to exports begin with %j as %j', async (given, url) => {
  expect(await deployed(given)).toEqual(url);
});

test.each(['', 'shop.example', 'javascript:alert(1)', 'https://shop.example/?a=b'])(
  'the address %j fails the deployment',
  async (given) => {
    await expect(deployed(given)).rejects.toThrow('The parameter ownUrl must be none or an address');
  },
);
