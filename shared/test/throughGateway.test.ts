import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { request } from './httpEvent.ts';

const { httpHandler, respond } = await import('../src/http.ts');

const [key, next] = ['the key', 'the next key'];
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Creates a handler that answers what it knows of the caller, in this environment. */
const echo = (environment: Record<string, string>) => {
  Object.assign(process.env, environment);
  return httpHandler({ route: 'POST /test', errors: [] }, async ({ sourceIp, headers }) =>
    respond({ sourceIp, key: headers['x-gateway-key'] ?? null }),
  );
};
const through = (address: string, sent = key) => ({ 'x-gateway-key': sent, 'x-client-address': address });

beforeEach(() => {
  delete process.env.GATEWAY_KEY_HASH;
  delete process.env.GATEWAY_ONLY;
});

describe('behind a gateway', () => {
  test.each(['203.0.113.7', '2001:db8::7'])(
    'a request comes from the address %s that the gateway names',
    async (address) => {
      const handler = echo({ GATEWAY_KEY_HASH: hashOf(key) });

      expect((await request(handler, { headers: through(address) })).body).toEqual({ sourceIp: address, key: null });
    },
  );

  test.each([
    ['without the key', { 'x-client-address': '203.0.113.7' }],
    ['with a wrong key', through('203.0.113.7', 'x')],
    ['with the hash instead of the key', through('203.0.113.7', hashOf(key))],
    ['with an address that is none', through('example.com')],
    ['without an address', { 'x-gateway-key': key }],
  ])('a request %s comes from where API Gateway received it', async (_, headers) => {
    const handler = echo({ GATEWAY_KEY_HASH: hashOf(key) });

    expect((await request(handler, { headers })).body).toEqual({ sourceIp: '192.0.2.1', key: null });
  });

  test('the old and the new key are accepted while it is being replaced', async () => {
    const handler = echo({ GATEWAY_KEY_HASH: [next, key].map(hashOf).join(), GATEWAY_ONLY: 'yes' });

    for (const sent of [key, next])
      expect(await request(handler, { headers: through('203.0.113.7', sent) })).toMatchObject({ status: 200 });
  });
});

describe('a stage that is reached by its gateway only', () => {
  test.each([
    ['none', {}],
    ['a wrong one', through('203.0.113.7', 'x')],
    ['an empty one', through('203.0.113.7', '')],
  ])('rejects a request with this key: %s', async (_, headers) => {
    const handler = echo({ GATEWAY_KEY_HASH: hashOf(key), GATEWAY_ONLY: 'yes' });

    expect(await request(handler, { headers, body: '{' })).toMatchObject({
      status: 403,
      body: { code: 'GATEWAY_REQUIRED', error: 'This API is reached at the shop’s own address.' },
      headers: { 'x-correlation-id': expect.any(String) },
    });
  });

  test('accepts what came through it', async () => {
    const handler = echo({ GATEWAY_KEY_HASH: hashOf(key), GATEWAY_ONLY: 'yes' });

    expect(await request(handler, { headers: through('203.0.113.7') })).toMatchObject({ status: 200 });
  });
});

test.each([
  ['none', { GATEWAY_KEY_HASH: 'none' }],
  ['no setting', {}],
])('without a gateway (%s), nobody can name an address', async (_, environment) => {
  const handler = echo(environment as Record<string, string>);

  expect((await request(handler, { headers: through('203.0.113.7', 'none') })).body.sourceIp).toBe('192.0.2.1');
});

test('a hash that is none fails the cold start', () => {
  expect(() => echo({ GATEWAY_KEY_HASH: 'key' })).toThrow('GATEWAY_KEY_HASH');
});
