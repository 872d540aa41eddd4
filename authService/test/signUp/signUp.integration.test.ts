import { AdminGetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { startAccounts } from '../accountSetting.ts';

const accounts = await startAccounts();
const { post, codeTo, mailsTo } = accounts;
const DAY_MS = 24 * 3_600_000;
const password = 'passwrod123';
const signedUp = { status: 200, body: { msg: 'Account created. Please varify your email.' } };
const confirmed = { status: 200, body: { msg: 'User successfully confirmed!' } };
const wrongCode = { status: 400, body: { code: 'INVALID_CONFIRMATION_CODE' } };

let people = 0;
/** Somebody new, by default with a name of their own. */
const person = (fullName = `Person ${++people}`) => ({
  fullName,
  email: `person${++people}@example.com`,
  password,
});
type Person = ReturnType<typeof person>;

const confirm = (who: object, confirmationCode: string) => post('/confirm-sign-up', { ...who, confirmationCode });
const signInByName = ({ fullName, ...by }: Person) => post('/sign-in', { fullName, password: by.password });
const signInByEmail = ({ email, ...by }: Person) => post('/sign-in', { email, password: by.password });
const confirmedPerson = async (fullName?: string): Promise<Person> => {
  const someone = person(fullName);
  await post('/sign-up', someone);
  await confirm({ email: someone.email }, codeTo(someone.email));
  return someone;
};
const usernameIn = ({ body }: Awaited<ReturnType<typeof post>>): string => {
  const { IdToken = '' } = (body.tokens ?? {}) as { IdToken?: string };
  return JSON.parse(Buffer.from(IdToken.split('.')[1] ?? '', 'base64url').toString())['cognito:username'];
};

afterAll(() => accounts.close());
afterEach(() => {
  accounts.faults.afterTrigger = undefined;
  accounts.delivery.fails = false;
});

describe('names', () => {
  test('two people with one name both have accounts; the first owns the name, the other signs in by email', async () => {
    const [first, second] = [person('Ann Lee'), person('ann  LEE')];
    for (const someone of [first, second]) expect(await post('/sign-up', someone)).toMatchObject(signedUp);
    expect(await confirm({ fullName: 'Ann Lee' }, codeTo(second.email))).toMatchObject(confirmed);
    expect(await confirm({ fullName: 'Ann Lee' }, codeTo(first.email))).toMatchObject(confirmed);

    expect(usernameIn(await signInByName(second))).toBe(`ann_LEE_${usernameIn(await signInByName(second)).slice(8)}`);
    expect(usernameIn(await signInByEmail(first))).toBe('Ann_Lee');
    expect(usernameIn(await signInByEmail(second))).toMatch(/^ann_LEE_[0-9a-z]{7}$/);
  });

  test('the email to a later account with the same name says that the name is taken', async () => {
    const first = await confirmedPerson('Kim Poe');
    const second = person('Kim Poe');

    await post('/sign-up', second);

    expect(mailsTo(second.email)[0]?.text).toContain('sign in with your email address instead of the name');
    expect(mailsTo(first.email)[0]?.text).not.toContain('instead of the name');
  });

  test('the email with a code names the account and the shop, with markup escaped', async () => {
    const someone = person('Eve <b>"Bold"</b>');

    await post('/sign-up', someone);

    expect(mailsTo(someone.email)[0]).toMatchObject({
      subject: 'Example Shop: your confirmation code',
      text: expect.stringContaining('Eve <b>"Bold"</b>" at Example Shop'),
      html: expect.stringContaining('Eve &lt;b&gt;&quot;Bold&quot;&lt;/b&gt;&quot; at Example Shop'),
    });
  });

  test('a username alone is not enough: it does not resolve to another account’s name', async () => {
    const someone = person('Una Mae');
    await accounts.signUpDirectly('Someone_Else', someone.fullName, someone.email, password);
    await confirm({ email: someone.email }, codeTo(someone.email));

    expect((await post('/sign-in', { fullName: 'Someone Else', password })).status).toBe(401);
  });

  test('with six waiting accounts of a name, the email is required too', async () => {
    const six = Array.from({ length: 6 }, () => person('Max Roe'));
    for (const someone of six) await post('/sign-up', someone);
    const [first = person()] = six;
    const code = codeTo(first.email);

    expect(await confirm({ fullName: 'Max Roe' }, code)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path: 'email' }] },
    });
    expect(await confirm({ fullName: 'Max Roe', email: first.email }, code)).toMatchObject(confirmed);
  });

  test('with five, the code decides', async () => {
    const five = Array.from({ length: 5 }, () => person('Joe Doe'));
    for (const someone of five) await post('/sign-up', someone);

    for (const someone of five) {
      expect(await confirm({ fullName: 'Joe Doe' }, codeTo(someone.email))).toMatchObject(confirmed);
      expect((await signInByEmail(someone)).status).toBe(200);
    }
  });
});

describe('signing up again', () => {
  test('with the same name, address and password is the same account and a new code', async () => {
    const someone = person();
    await post('/sign-up', someone);

    expect(await post('/sign-up', someone)).toMatchObject(signedUp);

    expect(mailsTo(someone.email)).toHaveLength(2);
    expect(await confirm({ fullName: someone.fullName }, codeTo(someone.email))).toMatchObject(confirmed);
    expect((await signInByName(someone)).status).toBe(200);
  });

  test('with a corrected typo in the address creates another account with the same name', async () => {
    const someone = person();
    await post('/sign-up', { ...someone, email: 'typo@exmaple.com' });

    expect(await post('/sign-up', someone)).toMatchObject(signedUp);

    expect(await confirm({ fullName: someone.fullName }, codeTo(someone.email))).toMatchObject(confirmed);
    expect((await signInByName(someone)).status).toBe(200);
  });

  test('after a day creates a new account, and the old one is removed', async () => {
    const someone = person();
    await post('/sign-up', someone);
    const oldCode = codeTo(someone.email);
    accounts.clock.aheadMs += DAY_MS + 3_600_000;
    expect(await confirm({ fullName: someone.fullName }, oldCode)).toMatchObject(wrongCode);
    expect(await accounts.removeUnconfirmed()).toBeGreaterThan(0);

    expect(await post('/sign-up', someone)).toMatchObject(signedUp);

    expect(await confirm({ fullName: someone.fullName }, codeTo(someone.email))).toMatchObject(confirmed);
    expect((await signInByName(someone)).status).toBe(200);
  });

  test('the removal keeps confirmed and recent accounts', async () => {
    const old = await confirmedPerson();
    accounts.clock.aheadMs += 2 * DAY_MS;
    await accounts.removeUnconfirmed();
    const young = person();
    await post('/sign-up', young);

    expect(await accounts.removeUnconfirmed()).toBe(0);

    expect((await signInByName(old)).status).toBe(200);
    expect(await confirm({ email: young.email }, codeTo(young.email))).toMatchObject(confirmed);
  });
});

describe('a crash', () => {
  test('before the account was created lets the next attempt create it', async () => {
    const someone = person();
    accounts.faults.afterTrigger = ({ triggerSource }) => {
      if (triggerSource === 'PreSignUp_SignUp') throw new Error('killed');
    };
    expect((await post('/sign-up', someone)).status).toBeGreaterThanOrEqual(500);
    accounts.faults.afterTrigger = undefined;

    expect(await post('/sign-up', someone)).toMatchObject(signedUp);

    expect(await confirm({ email: someone.email }, codeTo(someone.email))).toMatchObject(confirmed);
    expect((await signInByName(someone)).status).toBe(200);
  });

  test('while the code was sent is reported, and signing up again sends it', async () => {
    const someone = person();
    accounts.delivery.fails = true;
    expect(await post('/sign-up', someone)).toMatchObject({
      status: 503,
      body: { msg: 'sign-up failed', code: 'CODE_NOT_SENT' },
    });
    accounts.delivery.fails = false;

    expect(await post('/sign-up', someone)).toMatchObject(signedUp);

    expect(await confirm({ fullName: someone.fullName }, codeTo(someone.email))).toMatchObject(confirmed);
  });

  test('after Cognito had confirmed: the route writes the rows, and the code is accepted again', async () => {
    const someone = person();
    await post('/sign-up', someone);
    const code = codeTo(someone.email);
    accounts.faults.afterTrigger = ({ triggerSource }) => {
      if (triggerSource.startsWith('PostConfirmation')) throw new Error('killed');
    };

    for (const who of [{ fullName: someone.fullName }, { email: someone.email }]) {
      expect(await confirm(who, code)).toMatchObject(confirmed);
    }

    expect(await confirm({ email: someone.email }, code === '000000' ? '000001' : '000000')).toMatchObject(wrongCode);
    expect((await signInByName(someone)).status).toBe(200);
  });
});

describe('an address', () => {
  test('of a confirmed account gets the same response as any other, and no account is created', async () => {
    const owner = await confirmedPerson();
    const stranger = { ...person(), email: owner.email };

    expect(await post('/sign-up', stranger)).toEqual(await post('/sign-up', person()));
    expect(accounts.requestedMails().at(-1)).toContain('signedUpAgain');

    const username = stranger.fullName.replaceAll(' ', '_');
    const find = new AdminGetUserCommand({ UserPoolId: accounts.userPoolId, Username: username });
    await expect(accounts.sdk.send(find)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    expect((await signInByEmail(owner)).status).toBe(200);
  });

  test('of a confirmed account is rejected by the user pool itself', async () => {
    const owner = await confirmedPerson();

    await expect(accounts.signUpDirectly('intruder', 'In Truder', owner.email, password)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
    });
  });

  test.each([
    ['a name that is an address', 'ann@example.com', 'form@example.com'],
    ['a name with white space around it', ' Ann ', 'form@example.com'],
    ['an address in capitals', 'Ann', 'FORM@EXAMPLE.COM'],
  ])('or a name that this service would not store is rejected by the user pool itself: %s', async (_, name, email) => {
    await expect(accounts.signUpDirectly(`direct${++people}`, name, email, password)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
    });
  });

  test('that an attacker used first belongs to its owner: both passwords need a reset, with which the owner gets in', async () => {
    const owner = person();
    const attacker = { fullName: 'Mallory', email: owner.email, password: 'attacker-1' };
    await post('/sign-up', attacker);
    await post('/sign-up', owner);
    await post('/resend-code', { email: owner.email });
    for (const code of accounts.codesTo(owner.email).slice(-2)) await confirm({ email: owner.email }, code);

    for (const someone of [owner, attacker]) {
      const answer = await signInByEmail(someone);
      expect(answer).toMatchObject({ status: 403, body: { code: 'PASSWORD_RESET_REQUIRED' } });
    }
    await post('/forgot-password', { email: owner.email });
    const reset = { email: owner.email, confirmationCode: codeTo(owner.email), password: 'owners-new-1' };
    expect((await post('/reset-password', reset)).status).toBe(200);
    expect((await post('/sign-in', { email: owner.email, password: 'owners-new-1' })).status).toBe(200);
    expect((await signInByEmail(attacker)).status).toBe(401);
  });

  test('whose account was not recorded before is contested, since its password may be anybody’s', async () => {
    const someone = person();
    await accounts.signUpDirectly('direct', someone.fullName, someone.email, password);
    await confirm({ email: someone.email }, codeTo(someone.email));

    expect((await signInByEmail(someone)).body.code).toBe('PASSWORD_RESET_REQUIRED');
    await expect(accounts.signInDirectly('direct', password)).rejects.toMatchObject({
      message: expect.stringContaining('PASSWORD_RESET_REQUIRED'),
    });
  });

  test('is settled by the route if the trigger fails after a reset', async () => {
    const someone = person();
    await accounts.signUpDirectly('settled', someone.fullName, someone.email, password);
    await confirm({ email: someone.email }, codeTo(someone.email));
    await post('/forgot-password', { fullName: someone.fullName });
    accounts.faults.afterTrigger = () => {
      throw new Error('killed');
    };

    const reset = { fullName: someone.fullName, confirmationCode: codeTo(someone.email), password: 'changed-123' };
    expect((await post('/reset-password', reset)).status).toBe(200);

    accounts.faults.afterTrigger = undefined;
    expect((await post('/sign-in', { email: someone.email, password: 'changed-123' })).status).toBe(200);
  });
});

describe('nobody learns who has an account', () => {
  test('a confirmed, a waiting and an unknown address get the same responses, also beyond the limits', async () => {
    const owner = await confirmedPerson();
    const waiting = person();
    await post('/sign-up', waiting);
    const stranger = person();
    const answers = async ({ email }: Person) => {
      const seen: unknown[] = [];
      for (let round = 0; round < 7; round += 1) {
        seen.push(await confirm({ email }, 'wrong1'));
        seen.push(await post('/resend-code', { email }));
        seen.push(await post('/forgot-password', { email }));
        seen.push(await post('/reset-password', { email, confirmationCode: 'wrong1', password }));
      }
      return seen;
    };

    const forStranger = await answers(stranger);

    expect(await answers(owner)).toEqual(forStranger);
    expect(await answers(waiting)).toEqual(forStranger);
  });
});
