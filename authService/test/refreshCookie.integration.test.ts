import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAccounts } from './accountSetting.ts';
import { newPerson, PASSWORD, type Person } from './signedInAccounts.ts';

let accounts: Awaited<ReturnType<typeof startAccounts>>;
let ann: Person;
beforeAll(async () => {
  accounts = await startAccounts();
  ann = await newPerson(accounts, 'Ann Lee');
});
afterAll(() => accounts.close());

const page = { origin: 'https://shop.example', 'x-requested-with': 'refresh-cookie' };
const signIn = (headers: Record<string, string>) =>
  accounts.call('signIn', { body: { email: ann.email, password: PASSWORD }, headers });
const refresh = (body: object, headers: Record<string, string>, cookies: string[] = []) =>
  accounts.call('refreshToken', { body, headers, cookies });

const ownPage = { 'sec-fetch-site': 'same-origin', 'x-requested-with': 'refresh-cookie' };

describe.each([
  ['the one origin', page],
  ['the origin that serves the API itself', ownPage],
])('a page of %s', (_origin, page) => {
  test('gets the refresh token in a cookie that no script reads, and not in the body', async () => {
    const { status, body, cookies } = await signIn(page);

    expect([status, cookies]).toEqual([
      200,
      [expect.stringMatching(/^__Host-refresh=[\w.-]+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000$/)],
    ]);
    expect(body.tokens).toEqual({
      AccessToken: expect.any(String),
      ExpiresIn: 3600,
      IdToken: expect.any(String),
      TokenType: 'Bearer',
    });
    expect(cookies?.[0]?.length).toBeLessThan(4096);
  });

  test('gets new tokens for the cookie, and loses it when it signs out', async () => {
    const { body, cookies = [] } = await signIn(page);
    const cookie = cookies[0]?.split(';')[0] ?? '';
    const refreshed = await refresh({}, page, ['theme=dark', cookie]);
    expect(refreshed).toMatchObject({ status: 200, body: { tokens: { TokenType: 'Bearer' } } });

    const { AccessToken: accessToken } = body.tokens as { AccessToken: string };
    const out = await accounts.call('signOut', { body: { accessToken }, headers: page });

    expect(out.cookies).toEqual(['__Host-refresh=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0']);
    expect(await refresh({}, page, [cookie])).toMatchObject({ status: 401 });
  });
});

describe('without the header, or from another origin', () => {
  test.each([
    ['no header', { origin: page.origin }],
    ['the header of an old library', { ...page, 'x-requested-with': 'XMLHttpRequest' }],
    ['another origin', { ...page, origin: 'https://evil.example' }],
    ['an origin that begins like it', { ...page, origin: 'https://shop.example.evil.example' }],
    ['another site', { ...page, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another port or host of the site', { ...ownPage, 'sec-fetch-site': 'same-site' }],
    ['the own origin without the header', { 'sec-fetch-site': 'same-origin' }],
    ['no origin', { 'x-requested-with': 'refresh-cookie' }],
  ])('%s: no cookie is set, and none is read', async (_case, headers) => {
    const { cookies = [] } = await signIn(page);
    const cookie = cookies[0]?.split(';')[0] ?? '';

    const signedIn = await signIn(headers);
    const refreshed = await refresh({}, headers, [cookie]);

    expect(signedIn.cookies).toBeUndefined();
    expect(signedIn.body.tokens).toHaveProperty('RefreshToken');
    expect(refreshed).toMatchObject({ status: 400, body: { issues: [{ path: 'refreshToken' }] } });
  });

  test('the token of the body works as ever', async () => {
    const { body } = await signIn({});
    const { RefreshToken: refreshToken } = body.tokens as { RefreshToken: string };

    expect((await refresh({ refreshToken }, {})).status).toBe(200);
    expect(await refresh({}, page)).toMatchObject({ status: 400, body: { issues: [{ path: 'refreshToken' }] } });
  });
});
