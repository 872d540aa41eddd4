import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import type { Audience } from '../src/auth.ts';

/** A user pool of the test's own: its keys, and a server from which they are fetched. */
const [poolKey, otherKey, hugeHash] = await Promise.all([
  generateKeyPair('RS256', { extractable: true }),
  generateKeyPair('RS256'),
  generateKeyPair('RS512'),
]);
const jwks = {
  keys: [
    { ...(await exportJWK(poolKey.publicKey)), kid: 'pool-1', alg: 'RS256', use: 'sig' },
    { ...(await exportJWK(hugeHash.publicKey)), kid: 'pool-512', alg: 'RS512', use: 'sig' },
  ],
};
let fetched: string[] = [];
let answer: () => [number, string] = () => [200, JSON.stringify(jwks)];
const server = createServer((request, response) => {
  fetched.push(request.url ?? '');
  const [status, body] = answer();
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
});

const clientId = 'shop-client';
let issuer: string;
let authModule: typeof import('../src/auth.ts');
let authenticate: ReturnType<typeof authModule.createAuthenticate>;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/eu-west-1_pool`;
  Object.assign(process.env, { USER_POOL_ISSUER: issuer, USER_POOL_CLIENT_ID: clientId });
  authModule = await import('../src/auth.ts');
});
beforeEach(() => {
  fetched = [];
  answer = () => [200, JSON.stringify(jwks)];
  authenticate = authModule.createAuthenticate();
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;
const idClaims = (): JWTPayload => ({
  iss: issuer,
  sub: 'ada',
  aud: clientId,
  token_use: 'id',
  email: 'ada@example.com',
  email_verified: true,
  iat: seconds(-10),
  exp: seconds(3600),
});
const accessClaims = (): JWTPayload => {
  const { aud: _aud, email: _email, email_verified: _verified, ...claims } = idClaims();
  return { ...claims, token_use: 'access', client_id: clientId };
};
type Signing = {
  key?: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  kid?: string | undefined;
  alg?: string;
};
const sign = (claims: JWTPayload, { key = poolKey.privateKey, kid = 'pool-1', alg = 'RS256' }: Signing = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);
const without = (claims: JWTPayload, ...names: string[]): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
const check = (token: string, audience: Audience = 'customer') => authenticate(`Bearer ${token}`, audience);
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token with an HMAC of `secret` where the pool's signature should be. */
const hmacToken = (secret: string) => {
  const unsigned = `${base64url({ alg: 'HS256', kid: 'pool-1' })}.${base64url(idClaims())}`;
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
};

describe('a token of the pool', () => {
  test('identifies its account: an ID token with the email address, an access token with itself', async () => {
    const access = await sign(accessClaims());

    expect(await check(await sign(idClaims()))).toEqual({ userId: 'ada', groups: [], email: 'ada@example.com' });
    expect(await check(access)).toEqual({ userId: 'ada', groups: [], accessToken: access });
  });

  test.each(['bearer', 'BEARER'])('may be sent under the scheme written %s', async (scheme) => {
    expect(await authenticate(`${scheme} ${await sign(idClaims())}`, 'customer')).toMatchObject({ userId: 'ada' });
  });

  const admin = { 'cognito:groups': ['sellers', 'admin'] };
  test.each([
    ['an ID token', () => ({ ...idClaims(), ...admin })],
    ['an access token', () => ({ ...accessClaims(), ...admin })],
  ])('opens an admin’s route if %s contains the group admin', async (_, claims) => {
    expect(await check(await sign(claims()), 'admin')).toMatchObject({ userId: 'ada', groups: ['sellers', 'admin'] });
  });

  test.each(['staff', 'admin'])('opens a route for staff to the group %s', async (group) => {
    const claims = { ...idClaims(), 'cognito:groups': [group] };

    expect(await check(await sign(claims), 'staff')).toMatchObject({ groups: [group] });
  });

  test('of a member of staff opens no admin’s route, and of a customer none for staff', async () => {
    const staff = await sign({ ...idClaims(), 'cognito:groups': ['staff'] });
    const customer = await sign({ ...idClaims(), 'cognito:groups': ['staffing', 'Staff'] });

    await expect(check(staff, 'admin')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(check(customer, 'staff')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test.each([
    ['no group', {}],
    ['other groups', { 'cognito:groups': ['admins', 'Admin', 'administrator'] }],
    ['a role of that name', { 'cognito:roles': ['admin'], 'custom:role': 'admin' }],
  ])('with %s opens no admin’s route', async (_, more) => {
    await expect(check(await sign({ ...idClaims(), ...more }), 'admin')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('is rejected as UNAUTHORIZED:', () => {
  const refused = { name: 'DomainError', code: 'UNAUTHORIZED' };

  const bad: [string, () => string | Promise<string>][] = [
    ['an expired token', () => sign({ ...idClaims(), exp: seconds(-1) })],
    ['a token without an end', () => sign(without(idClaims(), 'exp'))],
    ['a token that is not valid yet', () => sign({ ...idClaims(), nbf: seconds(60) })],
    ['a token of another issuer', () => sign({ ...idClaims(), iss: `${issuer}2` })],
    ['a token without an issuer', () => sign(without(idClaims(), 'iss'))],
    ['another pool’s key under this pool’s key id', () => sign(idClaims(), { key: otherKey.privateKey })],
    ['another pool’s key under its own id', () => sign(idClaims(), { key: otherKey.privateKey, kid: 'other-1' })],
    ['an ID token of another client', () => sign({ ...idClaims(), aud: 'other-client' })],
    ['an access token of another client', () => sign({ ...accessClaims(), client_id: 'other-client' })],
    [
      'an ID token with the client only in client_id',
      () => sign({ ...without(idClaims(), 'aud'), client_id: clientId }),
    ],
    [
      'an access token with the client only in aud',
      () => sign({ ...without(accessClaims(), 'client_id'), aud: clientId }),
    ],
    ['a token whose use is refresh', () => sign({ ...idClaims(), token_use: 'refresh' })],
    ['a token without a use', () => sign(without(idClaims(), 'token_use'))],
    ['an unsigned token (alg none)', () => new UnsecuredJWT(idClaims()).encode()],
    ['an HMAC with the public key’s JWK', () => hmacToken(JSON.stringify(jwks.keys[0]))],
    ['an HMAC with the public key’s PEM', async () => hmacToken(await exportSPKI(poolKey.publicKey))],
    [
      'RS512, even with a key that is listed',
      () => sign(idClaims(), { key: hugeHash.privateKey, kid: 'pool-512', alg: 'RS512' }),
    ],
    ['a token under a key id that is not listed', () => sign(idClaims(), { kid: 'pool-2' })],
    [
      'a token without a key id',
      () => new SignJWT(idClaims()).setProtectedHeader({ alg: 'RS256' }).sign(poolKey.privateKey),
    ],
    ['a token without an account', () => sign(without(idClaims(), 'sub'))],
    ['groups that are no list', () => sign({ ...idClaims(), 'cognito:groups': 'admin' })],
    ['a token with a dot too many', async () => `${await sign(idClaims())}.x`],
    ['a token with its signature cut off', async () => (await sign(idClaims())).replace(/\.[^.]+$/, '.')],
    ['text', () => 'hello'],
  ];
  test.each(bad)('%s', async (_, make) => {
    await expect(check(await make())).rejects.toMatchObject(refused);
  });

  test.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['the scheme alone', 'Bearer '],
    ['another scheme', 'Basic YWRhOnNlY3JldA=='],
  ])('%s', async (_, header) => {
    await expect(authenticate(header, 'customer')).rejects.toMatchObject(refused);
  });

  test('a bare token, without the scheme', async () => {
    await expect(authenticate(await sign(idClaims()), 'customer')).rejects.toMatchObject(refused);
  });
});

describe('the keys of the pool', () => {
  test('are fetched once for many requests, also for concurrent ones', async () => {
    const token = await sign(idClaims());

    await Promise.all(Array.from({ length: 20 }, () => check(token)));
    await check(await sign(accessClaims()));

    expect(fetched).toEqual(['/eu-west-1_pool/.well-known/jwks.json']);
  });

  test('are not fetched again for each of many tokens with made-up key ids', async () => {
    await check(await sign(idClaims()));

    for (let index = 0; index < 20; index += 1) {
      await expect(check(await sign(idClaims(), { kid: `made-up-${index}` }))).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
      });
    }

    expect(fetched.length).toBeLessThanOrEqual(2);
  });

  test.each([
    ['answers 404', (): [number, string] => [404, '{}']],
    ['answers nonsense', (): [number, string] => [200, '<html>']],
    ['answers another document', (): [number, string] => [200, '{"message":"no"}']],
  ])('do not cause a rejection if their server %s, and the next request tries again', async (_, broken) => {
    const token = await sign(idClaims());
    answer = broken;

    const failure = await check(token).catch((error: unknown) => error);

    expect(failure).toHaveProperty('stack');
    expect(failure).not.toMatchObject({ name: 'DomainError' });
    answer = () => [200, JSON.stringify(jwks)];
    expect(await check(token)).toMatchObject({ userId: 'ada' });
  });

  test('are unavailable while their server returns 500, and the next request tries again', async () => {
    const token = await sign(idClaims());
    answer = () => [500, 'no'];

    await expect(check(token)).rejects.toMatchObject({ code: 'UNAVAILABLE', cause: expect.anything() });
    answer = () => [200, JSON.stringify(jwks)];
    expect(await check(token)).toMatchObject({ userId: 'ada' });
  });

  test('are unavailable while their server is down', async () => {
    const nowhere = createServer();
    await new Promise<void>((resolve) => nowhere.listen(0, '127.0.0.1', resolve));
    const { port } = nowhere.address() as AddressInfo;
    await new Promise((resolve) => nowhere.close(resolve));
    process.env.USER_POOL_ISSUER = `http://127.0.0.1:${port}`;
    const unreachable = authModule.createAuthenticate();
    process.env.USER_POOL_ISSUER = issuer;
    const token = await sign({ ...idClaims(), iss: `http://127.0.0.1:${port}` });

    await expect(unreachable(`Bearer ${token}`, 'customer')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      cause: expect.anything(),
    });
  });
});

test.each([
  [500, 503, 'UNAVAILABLE'],
  [429, 503, 'UNAVAILABLE'],
  [404, 500, 'INTERNAL_ERROR'], // keys are asked for where there are none
])(
  'a request with a valid token gets %2$i, without internals, if the key server returns %1$i',
  async (keys, status, code) => {
    const { httpHandler, respond } = await import('../src/http.ts');
    const { request } = await import('./httpEvent.ts');
    answer = () => [keys, 'no'];
    const handler = httpHandler({ route: 'GET /test', auth: 'customer', errors: [] }, async () => respond({}));

    const reply = await request(handler, { headers: { authorization: `Bearer ${await sign(idClaims())}` } });

    expect(reply).toMatchObject({ status });
    expect(reply.body).toEqual({
      error: expect.not.stringMatching(/http|keys|status/),
      code,
      requestId: expect.any(String),
    });
  },
);
