import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { startAccounts } from './accountSetting.ts';
import { newPerson, PASSWORD, type Person, signInAs } from './signedInAccounts.ts';

let accounts: Awaited<ReturnType<typeof startAccounts>>;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const PERIOD_MS = 30_000;
const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() });
const otherThan = (code: string): string => (code === '000000' ? '000001' : '000000');
const start = ({ access }: Person, password = PASSWORD) =>
  accounts.call('startMfa', { token: access, body: { password } });
const confirm = ({ access }: Person, code: string) => accounts.call('confirmMfa', { token: access, body: { code } });
const end = ({ access }: Person, password: string, code: string) =>
  accounts.call('endMfa', { token: access, body: { password, code } });
const complete = (session: unknown, code: string) => accounts.call('signInMfa', { body: { session, code } });
const hasMfa = async ({ id }: Person) => (await accounts.call('getMe', { token: id })).body.mfa;
const isTold = ({ userId }: Person, mail: string): boolean =>
  accounts.requestedMails().includes(JSON.stringify({ mail, userId }));

/** A person whose sign-ins ask for a code of the answered secret. */
const withApp = async (fullName: string) => {
  const person = await newPerson(accounts, fullName);
  const secret = String((await start(person)).body.secret);
  await confirm(person, codeOf(secret));
  accounts.clock.aheadMs += PERIOD_MS;
  return { person, secret };
};

describe('an authenticator app', () => {
  test('is set up with the password and a first code, and asked for from then on', async () => {
    const ann = await newPerson(accounts, 'Ann Lee');
    expect(await start(ann, 'wrong-1234')).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    const { status, body } = await start(ann);
    const secret = String(body.secret);
    expect([status, body.uri]).toEqual([
      200,
      `otpauth://totp/Example%20Shop:ann.lee%40example.com?secret=${secret}&issuer=Example%20Shop`,
    ]);
    expect((await signInAs(accounts, { email: ann.email })).id).not.toBe('');
    expect(await confirm(ann, otherThan(codeOf(secret)))).toMatchObject({
      status: 400,
      body: { code: 'INVALID_CONFIRMATION_CODE', issues: [{ path: 'code' }] },
    });
    expect(await hasMfa(ann)).toBe(false);

    expect((await confirm(ann, codeOf(secret))).status).toBe(200);

    expect(await hasMfa(ann)).toBe(true);
    expect(isTold(ann, 'mfaEnabled')).toBe(true);
    const { body: challenge, id } = await signInAs(accounts, { email: ann.email });
    expect(id).toBe('');
    expect(challenge).toEqual({ challenge: 'SOFTWARE_TOKEN_MFA', session: expect.any(String) });
    accounts.clock.aheadMs += PERIOD_MS;
    expect(await complete(challenge.session, codeOf(secret))).toMatchObject({
      status: 200,
      body: { msg: 'User successfully signed in!', tokens: { RefreshToken: expect.any(String) } },
    });
  });

  test('is asked for where the name signs in, too', async () => {
    const { secret } = await withApp('Ben Lee');
    const { body } = await signInAs(accounts, { fullName: 'Ben Lee' });

    expect((await complete(body.session, codeOf(secret))).status).toBe(200);
  });

  test('has codes that work once', async () => {
    const { person, secret } = await withApp('Cat Lee');
    const first = await signInAs(accounts, { email: person.email });
    const other = await signInAs(accounts, { email: person.email });
    const code = codeOf(secret);
    expect((await complete(first.body.session, code)).status).toBe(200);

    expect(await complete(other.body.session, code)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_CONFIRMATION_CODE' },
    });
  });

  test('does not complete another person’s sign-in', async () => {
    const { person: dot } = await withApp('Dot Lee');
    const { secret } = await withApp('Eve Lee');
    const { body } = await signInAs(accounts, { email: dot.email });
    const [, session] = JSON.parse(Buffer.from(String(body.session), 'base64url').toString());
    const forged = Buffer.from(JSON.stringify(['Eve_Lee', session])).toString('base64url');

    expect(await complete(forged, codeOf(secret))).toMatchObject({
      status: 401,
      body: { code: 'INVALID_CREDENTIALS' },
    });
  });

  test.each([['nonsense'], [Buffer.from('["a"]').toString('base64url')], ['x'.repeat(8000)]])(
    'is not asked for by a session that is none: %s',
    async (session) => {
      expect(await complete(session, '123456')).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    },
  );

  test('must answer within three minutes', async () => {
    const { person, secret } = await withApp('Fay Lee');
    const { body } = await signInAs(accounts, { email: person.email });
    accounts.clock.aheadMs += 3 * 60_000;

    expect(await complete(body.session, codeOf(secret))).toMatchObject({ status: 401 });
  });

  test('cannot be replaced while there is one', async () => {
    const { person } = await withApp('Gus Lee');

    expect(await start(person)).toMatchObject({ status: 409, body: { code: 'MFA_ENABLED' } });
  });

  test('is removed with password and code, nothing less', async () => {
    const { person, secret } = await withApp('Hal Lee');
    expect(await end(person, 'wrong-1234', codeOf(secret))).toMatchObject({ status: 401 });
    expect(await end(person, PASSWORD, otherThan(codeOf(secret)))).toMatchObject({ status: 400 });
    expect(await hasMfa(person)).toBe(true);

    expect((await end(person, PASSWORD, codeOf(secret))).status).toBe(200);

    expect(await hasMfa(person)).toBe(false);
    expect((await signInAs(accounts, { email: person.email })).id).not.toBe('');
    expect(isTold(person, 'mfaDisabled')).toBe(true);
    expect(await end(person, PASSWORD, codeOf(secret))).toMatchObject({
      status: 409,
      body: { code: 'MFA_NOT_ENABLED' },
    });
  });

  test('that was lost is removed by an admin, and the owner is told', async () => {
    const { person } = await withApp('Ida Lee');
    const boss = await newPerson(accounts, 'The Boss');
    await accounts.addToGroup(boss.email, 'admin');
    const { id } = await signInAs(accounts, { email: boss.email });
    const path = { id: person.userId };
    expect((await accounts.call('removeMfa', { token: person.id, path })).status).toBe(403);

    expect((await accounts.call('removeMfa', { token: id, path })).status).toBe(200);

    expect((await signInAs(accounts, { email: person.email })).id).not.toBe('');
    expect(isTold(person, 'mfaRemoved')).toBe(true);
    expect((await accounts.call('removeMfa', { token: id, path: { id: 'nobody' } })).status).toBe(404);
  });
});
