import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAccounts } from './accountSetting.ts';
import { newPerson, PASSWORD, type Person, signInAs } from './signedInAccounts.ts';

let accounts: Awaited<ReturnType<typeof startAccounts>>;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const me = async ({ id }: Person) => (await accounts.call('getMe', { token: id })).body;
const rename = ({ id }: Person, fullName: string) => accounts.call('changeMe', { token: id, body: { fullName } });
const moveTo = ({ access }: Person, email: string) => accounts.call('changeEmail', { token: access, body: { email } });
const confirm = ({ access }: Person, confirmationCode: string) =>
  accounts.call('confirmEmail', { token: access, body: { confirmationCode } });
const isTold = ({ userId }: Person, mail: string): boolean =>
  accounts.requestedMails().includes(JSON.stringify({ mail, userId }));

describe('a renamed account', () => {
  test('signs in by the new name, and no longer by the old one', async () => {
    const ann = await newPerson(accounts, 'Ann Lee');
    const { status, body } = await rename(ann, 'Ann Brown');

    expect(status).toBe(200);
    expect(body).toEqual({ ...(await me(ann)), fullName: 'Ann Brown' });
    expect(await signInAs(accounts, { fullName: 'ann  brown' })).toMatchObject({ status: 200 });
    expect(await signInAs(accounts, { fullName: 'Ann Lee' })).toMatchObject({ status: 401 });
    expect(isTold(ann, 'nameChanged')).toBe(true);
    const user = await accounts.sdk.send(new GetUserCommand({ AccessToken: ann.access }));
    expect(user.UserAttributes).toContainEqual({ Name: 'name', Value: 'Ann Brown' });
  });

  test('gives its old name up: the next account with it owns it', async () => {
    const first = await newPerson(accounts, 'Bea Lee', 'bea.1@example.com');
    await rename(first, 'Bea Brown');
    const second = await newPerson(accounts, 'Bea Lee', 'bea.2@example.com');

    const { id } = await signInAs(accounts, { fullName: 'Bea Lee' });

    expect((await accounts.call('getMe', { token: id })).body.userId).toBe(second.userId);
  });

  test('does not take a name that another account owns, but is called so', async () => {
    const owner = await newPerson(accounts, 'Cat Lee', 'cat.1@example.com');
    const other = await newPerson(accounts, 'Cat Brown', 'cat.2@example.com');
    expect((await rename(other, 'Cat Lee')).status).toBe(200);

    const { id } = await signInAs(accounts, { fullName: 'Cat Lee' });
    expect((await accounts.call('getMe', { token: id })).body.userId).toBe(owner.userId);
    expect((await signInAs(accounts, { email: other.email })).status).toBe(200);
    expect(await me(other)).toMatchObject({ fullName: 'Cat Lee' });
  });

  test('keeps its name after a password reset', async () => {
    const dot = await newPerson(accounts, 'Dot Lee');
    await rename(dot, 'Dot Brown');
    const other = await newPerson(accounts, 'Dot Lee', 'dot.2@example.com');
    await accounts.post('/forgot-password', { email: dot.email });
    await accounts.post('/reset-password', {
      email: dot.email,
      confirmationCode: accounts.codeTo(dot.email),
      password: 'passwrod456',
    });

    const { id } = await signInAs(accounts, { fullName: 'Dot Lee' });
    expect((await accounts.call('getMe', { token: id })).body.userId).toBe(other.userId);
    expect(await signInAs(accounts, { fullName: 'Dot Brown' }, 'passwrod456')).toMatchObject({ status: 200 });
  });

  test('may spell its name differently', async () => {
    const eve = await newPerson(accounts, 'eve lee');
    expect((await rename(eve, 'Eve Lee')).body).toMatchObject({ fullName: 'Eve Lee' });

    expect((await signInAs(accounts, { fullName: 'eve lee' })).status).toBe(200);
  });

  test('owns one name when it is renamed several times at once', async () => {
    const fay = await newPerson(accounts, 'Fay Lee');
    const names = ['Fay One', 'Fay Two', 'Fay Three', 'Fay Four'];
    await Promise.all(names.map((name) => rename(fay, name)));

    const { fullName } = await me(fay);
    for (const name of ['Fay Lee', ...names]) {
      expect((await signInAs(accounts, { fullName: name })).status).toBe(name === fullName ? 200 : 401);
    }
  });

  test('is refused a name that no account may have', async () => {
    const gus = await newPerson(accounts, 'Gus Lee');

    expect(await rename(gus, 'gus@example.com')).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'fullName' }] },
    });
  });
});

describe('a changed password', () => {
  const change = ({ access }: Person, oldPassword: string, newPassword: string) =>
    accounts.call('changePassword', { token: access, body: { oldPassword, newPassword } });

  test('counts, and ends all sessions', async () => {
    const hal = await newPerson(accounts, 'Hal Lee');
    const { refresh } = await signInAs(accounts, { email: hal.email });
    expect(await change(hal, PASSWORD, 'passwrod456')).toMatchObject({ status: 200 });

    expect((await accounts.call('refreshToken', { body: { refreshToken: refresh } })).status).toBe(401);
    expect((await change(hal, 'passwrod456', 'passwrod789')).status).toBe(401);
    expect((await signInAs(accounts, { email: hal.email })).status).toBe(401);
    expect((await signInAs(accounts, { email: hal.email }, 'passwrod456')).status).toBe(200);
    expect(isTold(hal, 'passwordChanged')).toBe(true);
  });

  test('needs the old one, a good new one and the access token', async () => {
    const ida = await newPerson(accounts, 'Ida Lee');

    expect(await change(ida, 'wrong-1234', 'passwrod456')).toMatchObject({
      status: 401,
      body: { code: 'INVALID_CREDENTIALS' },
    });
    expect(await change(ida, PASSWORD, 'password1')).toMatchObject({
      status: 400,
      body: { code: 'INVALID_PASSWORD', issues: [{ path: 'newPassword' }] },
    });
    expect(await change({ ...ida, access: ida.id }, PASSWORD, 'passwrod456')).toMatchObject({ status: 401 });
    expect((await signInAs(accounts, { email: ida.email })).status).toBe(200);
    expect(isTold(ida, 'passwordChanged')).toBe(false);
  });
});

describe('the language of an account', () => {
  const germanPerson = async (fullName: string, email: string) => {
    await accounts.call('signUp', {
      ...{ body: { fullName, email, password: PASSWORD }, headers: { 'accept-language': 'de-AT,en;q=0.8' } },
    });
    return email;
  };
  const claimOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).locale;

  test('is that of the sign-up: of the email with the code, of the account and of its ID tokens', async () => {
    const email = await germanPerson('Kai Lee', 'kai@example.com');

    const [mail] = accounts.mailsTo(email);
    await accounts.post('/confirm-sign-up', { email, confirmationCode: accounts.codeTo(email) });
    const { id } = await signInAs(accounts, { email });

    expect(mail?.subject).toBe('Example Shop: Ihr Bestätigungscode');
    expect(mail?.html).toContain('<html lang="de" dir="ltr">');
    expect((await accounts.call('getMe', { token: id })).body).toMatchObject({ locale: 'de' });
    expect(claimOf(id)).toBe('de');
  });

  test('is changed by its owner, also together with the name, and counts for the next email with a code', async () => {
    const lea = await newPerson(accounts, 'Lea Lee');
    expect(await me(lea)).not.toHaveProperty('locale');

    const { status, body } = await accounts.call('changeMe', { token: lea.id, body: { locale: 'de-CH' } });
    expect({ status, body }).toEqual({ status: 200, body: { ...(await me(lea)), locale: 'de-CH' } });
    await accounts.post('/forgot-password', { email: lea.email });
    expect(accounts.mailsTo(lea.email).at(-1)?.subject).toBe('Example Shop: Ihr Code zum Zurücksetzen des Passworts');

    const both = await accounts.call('changeMe', { token: lea.id, body: { locale: 'en', fullName: 'Lea Brown' } });
    expect(both.body).toMatchObject({ locale: 'en', fullName: 'Lea Brown' });
    expect(claimOf((await signInAs(accounts, { email: lea.email })).id)).toBe('en');
  });

  test.each([
    ['fullName', {}],
    ['locale', { locale: '' }],
    ['locale', { locale: 'deutsch-' }],
    ['locale', { locale: 'x'.repeat(300) }],
    ['locale', { locale: null }],
  ])('names %s for the body %j', async (path, body) => {
    const mia = await newPerson(
      accounts,
      `Mia ${path} ${JSON.stringify(body).length}`,
      `mia${Math.random()}@example.com`,
    );

    const answer = await accounts.call('changeMe', { token: mia.id, body });

    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT', issues: [{ path }] } });
  });

  test('is English for emails in one that the shop does not have, and the name of the account is on one line, isolated', async () => {
    process.env.MAIL_FROM = 'shop@example.com';
    const { accountMail } = await import('../src/mails/accountMail.ts');

    const mail = accountMail('mfaRemoved', 'a@example.com', { fullName: 'דנה\nכהן', locale: 'fr' });

    expect(mail).toMatchObject({ to: 'a@example.com', subject: 'Two-factor sign-in was removed' });
    expect(mail.text).toContain('of the account of "\u2068דנה כהן\u2069"');
    expect(accountMail('mfaRemoved', 'a@example.com', { fullName: 'Dana', locale: 'de' }).text).toMatch(
      /^Guten Tag,\n\ndie Administration von Example Shop hat/,
    );
  });

  test('leaves no format character to Cognito: joiners of a name are references', async () => {
    const email = await germanPerson('می\u200cخواهم', 'mina@example.com');

    const [mail] = accounts.mailsTo(email);

    expect(mail?.html).toContain('می&#8204;خواهم');
    expect(mail?.html).not.toMatch(/\p{Cf}/u);
  });
});

describe('a new email address', () => {
  test('counts once it is confirmed; until then the old one signs in', async () => {
    const jim = await newPerson(accounts, 'Jim Lee');
    expect((await moveTo(jim, 'jim.new@example.com')).status).toBe(200);
    expect(isTold(jim, 'emailChanging')).toBe(true);
    expect(await me(jim)).toMatchObject({ email: jim.email });
    expect((await signInAs(accounts, { email: jim.email })).status).toBe(200);

    expect((await confirm(jim, accounts.codeTo('jim.new@example.com'))).status).toBe(200);

    expect(await me(jim)).toMatchObject({ email: 'jim.new@example.com' });
    expect((await signInAs(accounts, { email: 'jim.new@example.com' })).status).toBe(200);
    expect((await signInAs(accounts, { email: jim.email })).status).toBe(401);
    expect(isTold(jim, 'emailChanged')).toBe(true);
  });

  test('leaves the old one to others', async () => {
    const kim = await newPerson(accounts, 'Kim Lee');
    await moveTo(kim, 'kim.new@example.com');
    await confirm(kim, accounts.codeTo('kim.new@example.com'));

    const other = await newPerson(accounts, 'Kim Brown', kim.email);

    expect(other.userId).not.toBe(kim.userId);
    expect(await me(other)).toMatchObject({ email: kim.email });
  });

  test('of another account tells that one alone', async () => {
    const liz = await newPerson(accounts, 'Liz Lee');
    const mia = await newPerson(accounts, 'Mia Lee');
    const before = accounts.mailsTo(mia.email).length;

    expect(await moveTo(liz, mia.email)).toEqual(await moveTo(liz, 'liz.new@example.com'));
    expect(isTold(mia, 'addressWanted')).toBe(true);
    expect(accounts.mailsTo(mia.email)).toHaveLength(before);
  });

  test('needs the code, which another session cannot use', async () => {
    const [ned, oda] = [await newPerson(accounts, 'Ned Lee'), await newPerson(accounts, 'Oda Lee')];
    await moveTo(ned, 'ned.new@example.com');
    const code = accounts.codeTo('ned.new@example.com');

    expect(await confirm(oda, code)).toMatchObject({ status: 400, body: { code: 'INVALID_CONFIRMATION_CODE' } });
    expect(await confirm(ned, code === '000000' ? '000001' : '000000')).toMatchObject({ status: 400 });
    expect(await me(ned)).toMatchObject({ email: ned.email });
  });

  test('settles a contested address: who has the session chose the password', async () => {
    await accounts.post('/sign-up', { fullName: 'Pam', email: 'pam.new@example.com', password: 'passwrod-a1' });
    await accounts.post('/sign-up', { fullName: 'Pam', email: 'pam.new@example.com', password: 'passwrod-b2' });
    const pam = await newPerson(accounts, 'Pam Lee');
    await moveTo(pam, 'pam.new@example.com');
    const confirmed = await confirm(pam, accounts.codeTo('pam.new@example.com'));

    expect(confirmed.status).toBe(200);
    expect((await signInAs(accounts, { email: 'pam.new@example.com' })).status).toBe(200);
    expect((await signInAs(accounts, { email: 'pam.new@example.com' }, 'passwrod-b2')).status).toBe(401);
  });

  test('that somebody else has confirmed meanwhile stays theirs', async () => {
    const quin = await newPerson(accounts, 'Quin Lee');
    await moveTo(quin, 'fought@example.com');
    const code = accounts.codeTo('fought@example.com');
    const other = await newPerson(accounts, 'Quin Brown', 'fought@example.com');

    expect(await confirm(quin, code)).toMatchObject({ status: 400, body: { code: 'INVALID_CONFIRMATION_CODE' } });
    expect(await me(quin)).toMatchObject({ email: quin.email });
    expect(await me(other)).toMatchObject({ email: 'fought@example.com' });
  });

  test('that Cognito confirmed before a crash is recorded by the next sign-in, or the next confirmation', async () => {
    const { VerifyUserAttributeCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    const ray = await newPerson(accounts, 'Ray Lee');
    const sue = await newPerson(accounts, 'Sue Lee');
    for (const person of [ray, sue]) {
      await moveTo(person, `new.${person.email}`);
      const Code = accounts.codeTo(`new.${person.email}`);
      await accounts.sdk.send(
        new VerifyUserAttributeCommand({ AccessToken: person.access, AttributeName: 'email', Code }),
      );
    }
    await signInAs(accounts, { email: `new.${ray.email}` });
    const again = await confirm(sue, accounts.codeTo(`new.${sue.email}`));

    expect(again.status).toBe(200);
    expect(await me(ray)).toMatchObject({ email: `new.${ray.email}` });
    expect(await me(sue)).toMatchObject({ email: `new.${sue.email}` });
  });
});
