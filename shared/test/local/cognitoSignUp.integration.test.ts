import {
  AdminConfirmSignUpCommand,
  ConfirmSignUpCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { another, attributeOf, PASSWORD, POOL_ID, startPool } from './cognitoFixture.ts';

let pool: Awaited<ReturnType<typeof startPool>>;
beforeAll(async () => {
  pool = await startPool();
});
afterAll(() => pool.close());

const HOUR = 3_600_000;

describe('SignUp', () => {
  const attempt = (input: { Username?: string; Password?: string; email?: string; more?: [string, string][] }) =>
    pool.sdk.send(
      new SignUpCommand({
        ClientId: pool.clientId,
        Username: 'Password_Chooser',
        Password: PASSWORD,
        ...input,
        UserAttributes: [
          ...(input.email === '' ? [] : [{ Name: 'email', Value: input.email ?? 'chooser@example.com' }]),
          ...(input.more ?? []).map(([Name, Value]) => ({ Name, Value })),
        ],
      }),
    );

  test('answers the sub and where the code went, and mails the code', async () => {
    const answer = await pool.signUp('Ada_Lovelace');

    expect(answer).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'A***@e***' },
    });
    expect(pool.mails.at(-1)).toEqual({
      from: 'no-reply@verificationemail.com',
      to: 'Ada_Lovelace@example.com',
      subject: 'Your verification code',
      text: expect.stringMatching(/^Your confirmation code is \d{6}$/),
    });
  });

  test('refuses a username that is taken, whatever its case, also when both come at once', async () => {
    await pool.signUp('Taken');
    await expect(pool.signUp('tAKEN', 'other@example.com')).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'User already exists',
      $metadata: { httpStatusCode: 400 },
    });

    const racers = await Promise.allSettled([pool.signUp('Racer'), pool.signUp('racer')]);
    expect(racers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test.each([
    ['Ab1!', 'Password not long enough'],
    ['abcdefg1!', 'Password must have uppercase characters'],
    ['ABCDEFG1!', 'Password must have lowercase characters'],
    ['Abcdefgh!', 'Password must have numeric characters'],
    ['Abcdefgh1', 'Password must have symbol characters'],
  ])('refuses the password %s by the pool policy', async (Password, reason) => {
    await expect(attempt({ Password })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: `Password did not conform with policy: ${reason}`,
    });
  });

  test.each([
    ['a username with a space', { Username: 'Ada Lovelace' }, /'username' failed .* pattern: \[\\p\{L\}/],
    ['an empty username', { Username: '' }, /^2 validation errors detected: .* length greater than or equal to 1/],
    ['a username of 129 letters', { Username: 'x'.repeat(129) }, /length less than or equal to 128/],
    ['a username that is an address', { Username: 'ada@example.com' }, /^Username cannot be of email format, since/],
    [
      'a password of 257 letters',
      { Password: `${PASSWORD}${'x'.repeat(257)}` },
      /'password' .* less than or equal to 256/,
    ],
    ['an address that is none', { email: 'ada@' }, /^Invalid email address format\.$/],
    [
      'a missing attribute',
      { email: '' },
      /^Attributes did not conform to the schema: email: The attribute is required\n$/,
    ],
    ['an unknown attribute', { more: [['custom:x', '1']] as [string, string][] }, /custom:x: Attribute does not exist/],
    [
      'an attribute of 2049 letters',
      { more: [['name', 'x'.repeat(2049)]] as [string, string][] },
      /'userAttributes\.2\.member\.value'/,
    ],
  ])('refuses %s', async (_what, input, message) => {
    await expect(attempt(input)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
    });
  });

  test('names every missing member', async () => {
    // @ts-expect-error: a caller without types
    const empty = new SignUpCommand({});
    await expect(pool.sdk.send(empty)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(
        /^3 validation errors detected: Value null at 'clientId' failed to satisfy constraint: Member must not be null; /,
      ),
    });
  });

  test('takes names of all scripts and symbols', async () => {
    await expect(attempt({ Username: 'Žofie_王芳_🦊', email: 'zofie@example.com' })).resolves.toMatchObject({
      UserConfirmed: false,
    });
  });

  test('lets no client write what the pool itself writes', async () => {
    await expect(attempt({ more: [['email_verified', 'true']] })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'A client attempted to write unauthorized attribute',
    });
  });

  test('knows only its own clients', async () => {
    const stranger = new SignUpCommand({ ClientId: 'nobody', Username: 'x', Password: PASSWORD });
    await expect(pool.sdk.send(stranger)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client nobody does not exist.',
    });
  });
});

describe('ConfirmSignUp', () => {
  test('confirms the user and verifies the address, once', async () => {
    await pool.signUp('Grace');
    await pool.confirm('Grace');

    const user = await pool.userOf('Grace');
    expect(user.UserStatus).toBe('CONFIRMED');
    expect(attributeOf(user.UserAttributes, 'email_verified')).toBe('true');
    await expect(pool.confirm('Grace')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User cannot be confirmed. Current status is CONFIRMED',
    });
  });

  test('refuses a wrong code and, after five of them, also the right one for an hour', async () => {
    await pool.signUp('Guesser');
    const right = pool.lastCode('Guesser@example.com');
    for (let guess = 1; guess <= 5; guess++) {
      await expect(pool.confirm('Guesser', another(right))).rejects.toMatchObject({
        name: 'CodeMismatchException',
        message: 'Invalid verification code provided, please try again.',
      });
    }

    await expect(pool.confirm('Guesser', right)).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Attempt limit exceeded, please try after some time.',
    });
    pool.clock.aheadMs += HOUR;
    await expect(pool.confirm('Guesser', right)).resolves.toBeDefined();
  });

  test('refuses a code after 24 hours', async () => {
    await pool.signUp('Sleeper');
    pool.clock.aheadMs += 24 * HOUR;
    await expect(pool.confirm('Sleeper')).rejects.toMatchObject({
      name: 'ExpiredCodeException',
      message: 'Invalid code provided, please request a code again.',
    });
  });

  test('refuses the address of another confirmed user, unless told to move it', async () => {
    await pool.signUp('First', 'shared@example.com');
    await pool.confirm('First', pool.lastCode('shared@example.com'));
    await pool.signUp('Second', 'Shared@example.com');
    const code = pool.lastCode('Shared@example.com');

    await expect(pool.confirm('Second', code)).rejects.toMatchObject({
      name: 'AliasExistsException',
      message: 'An account with the given email already exists.',
    });
    expect((await pool.userOf('Second')).UserStatus).toBe('UNCONFIRMED');

    const force = { ClientId: pool.clientId, Username: 'Second', ConfirmationCode: code, ForceAliasCreation: true };
    await pool.sdk.send(new ConfirmSignUpCommand(force));
    expect((await pool.userOf('shared@example.com')).Username).toBe('Second');
    expect(attributeOf((await pool.userOf('First')).UserAttributes, 'email_verified')).toBe('false');
  });

  test('of two confirmations at once only one is carried out', async () => {
    await pool.signUp('Twice');
    const answers = await Promise.allSettled([pool.confirm('Twice'), pool.confirm('Twice')]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('an address is no name for a user before it is verified', async () => {
    await pool.signUp('Hidden');
    await expect(pool.userOf('Hidden@example.com')).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await pool.confirm('Hidden');
    expect((await pool.userOf('hidden@EXAMPLE.com')).Username).toBe('Hidden');
  });

  test('an administrator confirms without a code, and the address stays unverified', async () => {
    await pool.signUp('Trusted');
    await pool.sdk.send(new AdminConfirmSignUpCommand({ UserPoolId: POOL_ID, Username: 'Trusted' }));
    const user = await pool.userOf('Trusted');
    expect([user.UserStatus, attributeOf(user.UserAttributes, 'email_verified')]).toEqual(['CONFIRMED', 'false']);
  });
});

describe('ResendConfirmationCode', () => {
  const resend = (Username: string, ClientId = pool.clientId) =>
    pool.sdk.send(new ResendConfirmationCodeCommand({ ClientId, Username }));

  test('mails a new code; the old one stops working', async () => {
    await pool.signUp('Forgetful');
    const old = pool.lastCode('Forgetful@example.com');
    let fresh = old;
    while (fresh === old) {
      await resend('Forgetful');
      fresh = pool.lastCode('Forgetful@example.com');
    }

    await expect(pool.confirm('Forgetful', old)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await expect(pool.confirm('Forgetful', fresh)).resolves.toBeDefined();
    await expect(resend('Forgetful')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'User is already confirmed.',
    });
  });

  test('mails five codes an hour', async () => {
    await pool.signUp('Impatient');
    for (let mail = 1; mail <= 5; mail++) await resend('Impatient');
    await expect(resend('Impatient')).rejects.toMatchObject({ name: 'LimitExceededException' });
    pool.clock.aheadMs += HOUR;
    await expect(resend('Impatient')).resolves.toBeDefined();
  });

  test('tells of an unknown user only where the client wants that', async () => {
    const legacy = pool.cognito.createUserPoolClient({
      userPoolId: POOL_ID,
      name: 'legacy',
      properties: { PreventUserExistenceErrors: 'LEGACY' },
    });
    const sent = pool.mails.length;

    const simulated = await resend('Nobody');
    expect(simulated.CodeDeliveryDetails?.Destination).toMatch(/^[a-f]\*{3}@[a-f]\*{3}$/);
    expect(await resend('Nobody')).toMatchObject({ CodeDeliveryDetails: simulated.CodeDeliveryDetails });
    expect((await resend('nobody@example.com')).CodeDeliveryDetails?.Destination).toBe('n***@e***');
    expect(pool.mails).toHaveLength(sent);
    await expect(pool.confirm('Nobody', '123456')).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    await expect(resend('Nobody', legacy.clientId)).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'Username/client id combination not found.',
    });
  });
});

describe('the mail', () => {
  test('follows the pool template', async () => {
    const shop = await startPool({
      pool: {
        VerificationMessageTemplate: { EmailSubject: 'Welcome', EmailMessage: '<b>Code</b> {####}' },
        EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', From: 'shop@example.com' },
      },
    });
    await shop.signUp('Reader');
    const text = expect.stringMatching(/^<b>Code<\/b> \d{6}$/);
    expect(shop.mails).toEqual([
      { from: 'shop@example.com', to: 'Reader@example.com', subject: 'Welcome', text, html: text },
    ]);
    await shop.close();
  });

  test('that cannot be delivered fails the call, and another can be asked for', async () => {
    let broken = true;
    const deliver = () => {
      if (broken) throw new Error('no mailbox');
    };
    const shop = await startPool({ options: { deliver } });
    await expect(shop.signUp('Unlucky')).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' });
    broken = false;
    const again = new ResendConfirmationCodeCommand({ ClientId: shop.clientId, Username: 'Unlucky' });
    await expect(shop.sdk.send(again)).resolves.toMatchObject({ CodeDeliveryDetails: { Destination: 'U***@e***' } });
    await shop.close();
  });
});
