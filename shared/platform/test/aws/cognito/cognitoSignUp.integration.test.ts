import { ResendConfirmationCodeCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PASSWORD, startPool } from './cognitoFixture.ts';

let pool: Awaited<ReturnType<typeof startPool>>;
beforeAll(async () => {
  pool = await startPool();
});
afterAll(() => pool.close());

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

  test('answers the sub and where the code went, and emails the code', async () => {
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

  test('rejects a username that is taken, whatever its case, also when both come at once', async () => {
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
  ])('rejects the password %s by the pool policy', async (Password, reason) => {
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
  ])('rejects %s', async (_what, input, message) => {
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

describe('the email', () => {
  test('follows the pool template', async () => {
    const shop = await startPool({
      pool: {
        VerificationMessageTemplate: { EmailSubject: 'Welcome', EmailMessage: '<b>Code</b> {####}' },
        EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', From: 'shop@example.com' },
      },
    });
    await shop.signUp('Reader');
    const text = expect.stringMatching(/^Code \d{6}$/);
    const html = expect.stringMatching(/^<b>Code<\/b> \d{6}$/);
    expect(shop.mails).toEqual([
      { from: 'shop@example.com', to: 'Reader@example.com', subject: 'Welcome', text, html },
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
