import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { call } from '../../cli/shopClient.ts';
import { account, platform } from './shop.ts';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string];
const decoded = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());

/** Every route that asks for a token. */
const routes: [string, string][] = [
  ['GET', `${platform.auth}/me`],
  ['POST', `${platform.product}/get-upload-url`],
  ['GET', `${platform.product}/my-products`],
  ['GET', `${platform.product}/products/pending`],
  ['POST', `${platform.product}/products/some-id/approve`],
  ['POST', `${platform.product}/products/some-id/reject`],
  ['DELETE', `${platform.banner}/banners/some-id`],
  ['DELETE', `${platform.category}/categories/some-id`],
  ['POST', `${platform.order}/create-order`],
  ['GET', `${platform.order}/orders`],
  ['GET', `${platform.order}/orders/some-id`],
];

const refused = {
  status: 401,
  body: { code: 'UNAUTHORIZED', error: expect.any(String), requestId: expect.any(String) },
};

describe.each(routes)('%s %s', (method, url) => {
  test('rejects a request without a token', async () => {
    expect(await call(url, { method })).toMatchObject(refused);
  });

  test('rejects an invalid token', async () => {
    expect(await call(url, { method, token: 'not-a-token' })).toMatchObject(refused);
  });
});

describe('a token of this pool', () => {
  const me = `${platform.auth}/me`;
  const forged: [string, (token: string, refreshToken: string) => string | Promise<string>][] = [
    [
      'with another payload',
      (token) => {
        const [header, payload, signature] = parts(token);
        return [header, base64url({ ...decoded(payload), sub: 'someone-else' }), signature].join('.');
      },
    ],
    [
      'with a changed signature',
      (token) => `${token.slice(0, -6)}${token.slice(-6) === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA'}`,
    ],
    [
      'without a signature (alg none)',
      (token) => {
        const [header, payload] = parts(token);
        return `${base64url({ ...decoded(header), alg: 'none' })}.${payload}.`;
      },
    ],
    [
      'signed with the public key as an HMAC secret (HS256)',
      async (token) => {
        const [header, payload] = parts(token);
        const issuer = String(decoded(payload).iss);
        const { body } = await call<{ keys: unknown[] }>(`${issuer}/.well-known/jwks.json`);
        const unsigned = `${base64url({ ...decoded(header), alg: 'HS256' })}.${payload}`;
        return `${unsigned}.${createHmac('sha256', JSON.stringify(body.keys[0])).update(unsigned).digest('base64url')}`;
      },
    ],
    ['that is a refresh token', (_, refreshToken) => refreshToken],
    ['of 100 kB', () => 'a'.repeat(10_000)],
    [
      'with no key id',
      (token) => {
        const [header, payload, signature] = parts(token);
        return [base64url({ alg: decoded(header).alg }), payload, signature].join('.');
      },
    ],
    [
      'with an unknown key id',
      (token) => {
        const [header, payload, signature] = parts(token);
        return [base64url({ ...decoded(header), kid: 'unknown' }), payload, signature].join('.');
      },
    ],
  ];

  test.each(forged)('%s is rejected', async (_, forge) => {
    const { fullName, password } = await account('Owner');
    const { body } = await call<{ tokens: { IdToken: string; RefreshToken: string } }>(`${platform.auth}/sign-in`, {
      body: { fullName, password },
    });

    const token = await forge(body.tokens.IdToken, body.tokens.RefreshToken);

    expect(await call(me, { token })).toMatchObject(refused);
  });

  test('is accepted as an ID token and as an access token', async () => {
    const owner = await account('Owner');

    for (const token of [owner.idToken, owner.accessToken]) {
      expect(await call(me, { token })).toMatchObject({
        status: 200,
        body: {
          userId: expect.any(String),
          fullName: owner.fullName,
          email: owner.email,
          createdAt: expect.any(String),
        },
      });
    }
  });

  test('of a customer opens no admin route', async () => {
    const { idToken } = await account('Owner');
    const admins: [string, string][] = [
      ['GET', `${platform.product}/products/pending`],
      ['POST', `${platform.product}/products/some-id/approve`],
      ['POST', `${platform.product}/products/some-id/reject`],
      ['DELETE', `${platform.banner}/banners/some-id`],
      ['DELETE', `${platform.category}/categories/some-id`],
    ];

    for (const [method, url] of admins) {
      expect(await call(url, { method, token: idToken })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    }
  });
});
