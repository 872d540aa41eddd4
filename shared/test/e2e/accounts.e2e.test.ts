import { AdminUpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import {
  administer,
  call,
  codeIn,
  createAccount,
  eventually,
  mailAddress,
  mailsTo,
  signIn,
  waitForMail,
} from '../../cli/shopClient.ts';
import { resourceName } from './platformClients.ts';
import { account, approvedProduct, dynamodb, platform, shoes, unique } from './shop.ts';

const post = (path: string, body: unknown) =>
  call<{ msg: string; code?: string; tokens?: Record<string, string> }>(`${platform.auth}${path}`, { body });

const newcomer = () => {
  const fullName = unique('New Comer');
  return { fullName, email: mailAddress(platform, fullName), password: 'passwrod123' };
};

describe('signing up', () => {
  test('two people with one name both have accounts: the first owns the name, the other signs in by email', async () => {
    const { fullName, email } = await account('Namesake');
    const second = { ...newcomer(), fullName: fullName.replaceAll(' ', '  ') };

    expect((await post('/sign-up', second)).status).toBe(200);
    const confirmationCode = codeIn(await waitForMail(platform, second.email, /code/i));
    expect((await post('/confirm-sign-up', { fullName, confirmationCode })).status).toBe(200);

    const emailBy = async (who: object) => {
      const { body } = await post('/sign-in', { ...who, password: second.password });
      const { body: me } = await call<{ email: string }>(`${platform.auth}/me`, { token: body.tokens?.IdToken ?? '' });
      return me.email;
    };
    expect(await emailBy({ fullName })).toBe(email);
    expect(await emailBy({ email: second.email })).toBe(second.email);
  });

  test.each(['short1A', '1234567890', 'NoDigitsHere', 'Passw0rd'])(
    'the weak password %j is rejected',
    async (password) => {
      expect(await post('/sign-up', { ...newcomer(), password })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_PASSWORD', issues: [{ path: 'password' }] },
      });
    },
  );

  test('names are the same composed or not, and addresses may contain what mail servers accept', async () => {
    const fullName = `${unique('José')} علی\u200cرضا`;
    const email = `a&b+${unique('x').replaceAll(/\W/g, '')}@xn--80akhbyknj4f.xn--p1ai`;
    const decomposed = fullName.normalize('NFD');
    const [password, same] = ['pässwörd-1', 'pa\u0308sswo\u0308rd-1'];
    expect(await post('/sign-up', { fullName: decomposed, email, password: same })).toMatchObject({ status: 200 });
    const confirmationCode = codeIn(await waitForMail(platform, email, /code/i));

    expect(await post('/confirm-sign-up', { fullName, confirmationCode })).toMatchObject({ status: 200 });
    for (const who of [{ fullName }, { fullName: decomposed }, { email: email.replace(/@.*/, '@испытание.рф') }])
      expect(await post('/sign-in', { ...who, password })).toMatchObject({ status: 200 });
  });

  test('nobody can sign in before entering the emailed code', async () => {
    const person = newcomer();
    await post('/sign-up', person);

    expect(await post('/sign-in', { fullName: person.fullName, password: person.password })).toMatchObject({
      status: 403,
      body: { msg: 'sign-in failed', code: 'USER_NOT_CONFIRMED' },
    });
  });

  test('a wrong code is rejected, the right one accepted, also a second time', async () => {
    const person = newcomer();
    await post('/sign-up', person);
    const confirmationCode = codeIn(await waitForMail(platform, person.email, /code/i));
    const wrong = confirmationCode === '000000' ? '000001' : '000000';
    const confirm = (code: string) => post('/confirm-sign-up', { fullName: person.fullName, confirmationCode: code });

    expect(await confirm(wrong)).toMatchObject({ status: 400, body: { code: 'INVALID_CONFIRMATION_CODE' } });
    expect(await confirm(confirmationCode)).toMatchObject({
      status: 200,
      body: { msg: 'User successfully confirmed!' },
    });
    expect(await confirm(confirmationCode)).toMatchObject({ status: 200 });
    expect(await confirm(wrong)).toMatchObject({ status: 400, body: { code: 'INVALID_CONFIRMATION_CODE' } });
  });

  test('a new code can be asked for and used, by email instead of the full name', async () => {
    const person = newcomer();
    await post('/sign-up', person);
    await waitForMail(platform, person.email, /code/i);

    expect((await post('/resend-code', { email: person.email })).status).toBe(200);
    const confirmationCode = codeIn(await waitForMail(platform, person.email, /code/i));

    expect((await mailsTo(platform, person.email)).length).toBe(2);
    expect((await post('/confirm-sign-up', { email: person.email, confirmationCode })).status).toBe(200);
    expect((await post('/sign-in', { email: person.email, password: person.password })).status).toBe(200);
  });

  test('the address of a confirmed account answers like any other, and no account comes of it', async () => {
    const owner = await account('Mail Owner');
    const person = { ...newcomer(), email: owner.email };

    expect((await post('/sign-up', person)).status).toBe(200);

    expect(await post('/sign-in', { fullName: person.fullName, password: person.password })).toMatchObject({
      status: 401,
    });
    await expect(signIn(platform, owner)).resolves.toMatchObject({ email: owner.email });
  });

  test('an address that somebody else used first belongs to its owner after a reset', async () => {
    const owner = newcomer();
    const attacker = { ...newcomer(), email: owner.email, password: 'attackers-1' };
    await post('/sign-up', attacker);
    const confirmationCode = codeIn(await waitForMail(platform, owner.email, /code/i));
    await post('/sign-up', owner);
    expect((await post('/confirm-sign-up', { email: owner.email, confirmationCode })).status).toBe(200);

    for (const { password } of [owner, attacker]) {
      expect(await post('/sign-in', { email: owner.email, password })).toMatchObject({
        status: 403,
        body: { msg: 'sign-in failed', code: 'PASSWORD_RESET_REQUIRED' },
      });
    }
    await post('/forgot-password', { email: owner.email });
    const mail = await eventually('the third mail', async () => (await mailsTo(platform, owner.email))[2]);
    const reset = { email: owner.email, confirmationCode: codeIn(mail), password: 'owners-new-1' };
    expect((await post('/reset-password', reset)).status).toBe(200);
    expect((await post('/sign-in', { email: owner.email, password: 'owners-new-1' })).status).toBe(200);
    expect((await post('/sign-in', { email: owner.email, password: attacker.password })).status).toBe(401);
  });

  test('the row of a confirmed account has the Cognito sub as its key', async () => {
    const { idToken, fullName, email } = await account('Row Owner');
    const { body: me } = await call<{ userId: string }>(`${platform.auth}/me`, { token: idToken });
    const { sub } = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());

    const row = await dynamodb.send(
      new GetCommand({ TableName: resourceName('authService', 'Users'), Key: { userId: sub } }),
    );

    expect(me.userId).toBe(sub);
    expect(row.Item).toMatchObject({ userId: sub, fullName, email, createdAt: expect.any(String) });
  });
});

describe('an unknown account', () => {
  test.each(['/resend-code', '/forgot-password'])('%s gets the same response as a known one', async (path) => {
    const known = await account('Known');

    const forKnown = await post(path, { fullName: known.fullName });
    const forUnknown = await post(path, { fullName: unique('Nobody') });

    expect(forUnknown.status).toBe(200);
    expect(forUnknown.body).toEqual(forKnown.body);
  });

  test('gets the same sign-in error as a known one with a wrong password', async () => {
    const known = await account('Known');

    const forKnown = await post('/sign-in', { fullName: known.fullName, password: 'Wr0ngPassword' });
    const forUnknown = await post('/sign-in', { fullName: unique('Nobody'), password: 'Wr0ngPassword' });

    expect(forKnown).toMatchObject({ status: 401, body: { msg: 'sign-in failed', code: 'INVALID_CREDENTIALS' } });
    expect({ ...forUnknown.body, requestId: '' }).toEqual({ ...forKnown.body, requestId: '' });
  });
});

test('an account whose address is not verified can neither order nor offer anything', async () => {
  const person = await createAccount(platform, unique('Unverified'));
  const UserAttributes = [{ Name: 'email_verified', Value: 'false' }];
  await administer(platform, person.fullName, (cognito, user) =>
    cognito.send(new AdminUpdateUserAttributesCommand({ ...user, UserAttributes })),
  );
  const { idToken, accessToken } = await signIn(platform, person);
  const productId = await approvedProduct({});
  const bodies = {
    [`${platform.order}/create-order`]: { id: productId, quantity: 1 },
    [`${platform.order}/checkout`]: { items: [{ id: productId, qty: 1 }], total: shoes.productPrice },
    [`${platform.product}/get-upload-url`]: shoes,
  };

  for (const [url, body] of Object.entries(bodies))
    for (const token of [idToken, accessToken])
      expect(await call(url, { body, token })).toMatchObject({ status: 403, body: { code: 'EMAIL_NOT_VERIFIED' } });
});

describe('a session', () => {
  test('continues with its refresh token until it is signed out', async () => {
    const { fullName, password } = await account('Session');
    const { body } = await post('/sign-in', { fullName, password });
    const { AccessToken, RefreshToken } = body.tokens ?? {};

    const refreshed = await post('/refresh-token', { refreshToken: RefreshToken });
    expect(refreshed.status).toBe(200);
    expect(Object.keys(refreshed.body.tokens ?? {}).sort()).toEqual([
      'AccessToken',
      'ExpiresIn',
      'IdToken',
      'TokenType',
    ]);
    expect((await call(`${platform.auth}/me`, { token: refreshed.body.tokens?.IdToken ?? '' })).status).toBe(200);

    expect((await post('/sign-out', { accessToken: AccessToken })).status).toBe(200);
    expect(await post('/refresh-token', { refreshToken: RefreshToken })).toMatchObject({
      status: 401,
      body: { msg: 'refresh-token failed', code: 'UNAUTHORIZED' },
    });
    expect((await post('/sign-out', { accessToken: AccessToken })).status).toBe(401);
  });

  test('is not ended by an invalid token', async () => {
    expect(await post('/sign-out', { accessToken: 'nonsense' })).toMatchObject({
      status: 401,
      body: { msg: 'sign-out failed' },
    });
  });
});

test('a forgotten password is reset with the emailed code, which ends all sessions', async () => {
  const person = await createAccount(platform, unique('Forgetful'));
  const sessions = await Promise.all(
    [1, 2].map(() => post('/sign-in', { email: person.email, password: person.password })),
  );
  expect((await post('/forgot-password', { email: person.email })).status).toBe(200);
  const mail = await eventually('the second mail', async () => (await mailsTo(platform, person.email))[1]);
  const confirmationCode = codeIn(mail);
  const reset = (code: string, password: string) =>
    post('/reset-password', { fullName: person.fullName, confirmationCode: code, password });

  expect(await reset(confirmationCode === '000000' ? '000001' : '000000', 'N3wPassword')).toMatchObject({
    status: 400,
    body: { code: 'INVALID_CONFIRMATION_CODE' },
  });
  expect(await reset(confirmationCode, 'weak')).toMatchObject({ status: 400, body: { code: 'INVALID_PASSWORD' } });
  expect((await reset(confirmationCode, 'N3wPassword')).status).toBe(200);

  for (const { body } of sessions) {
    const { AccessToken: accessToken, RefreshToken: refreshToken } = body.tokens ?? {};
    expect(await post('/refresh-token', { refreshToken })).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHORIZED' },
    });
    expect(await post('/sign-out', { accessToken })).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
  }
  await expect(signIn(platform, person)).rejects.toThrow('401');
  await expect(signIn(platform, { ...person, password: 'N3wPassword' })).resolves.toMatchObject({
    email: person.email,
  });
});
