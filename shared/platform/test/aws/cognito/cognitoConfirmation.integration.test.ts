import {
  AdminConfirmSignUpCommand,
  ConfirmSignUpCommand,
  ResendConfirmationCodeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { another, attributeOf, POOL_ID, startPool } from './cognitoFixture.ts';

const HOUR = 3_600_000;

let pool: Awaited<ReturnType<typeof startPool>>;
beforeAll(async () => {
  pool = await startPool();
});
afterAll(() => pool.close());

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

  test('rejects a wrong code and, after five of them, also the right one for an hour', async () => {
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

  test('rejects a code after 24 hours', async () => {
    await pool.signUp('Sleeper');
    pool.clock.aheadMs += 24 * HOUR;
    await expect(pool.confirm('Sleeper')).rejects.toMatchObject({
      name: 'ExpiredCodeException',
      message: 'Invalid code provided, please request a code again.',
    });
  });

  test('rejects the address of another confirmed user, unless told to move it', async () => {
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

  test('emails a new code; the old one stops working', async () => {
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

  test('emails five codes an hour', async () => {
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
