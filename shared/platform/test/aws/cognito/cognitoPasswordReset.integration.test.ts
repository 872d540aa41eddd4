import { ConfirmForgotPasswordCommand, ForgotPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { another, POOL_ID, startPool } from './cognitoFixture.ts';

const HOUR = 3_600_000;
const NEW_PASSWORD = 'Another-horse-2';

let pool: Awaited<ReturnType<typeof startPool>>;
beforeAll(async () => {
  pool = await startPool();
});
afterAll(() => pool.close());

const forgot = (Username: string, ClientId = pool.clientId) =>
  pool.sdk.send(new ForgotPasswordCommand({ ClientId, Username }));
const reset = (Username: string, ConfirmationCode: string, Password = NEW_PASSWORD, ClientId = pool.clientId) =>
  pool.sdk.send(new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }));

describe('ForgotPassword and ConfirmForgotPassword', () => {
  test('the mailed code sets a new password, once', async () => {
    await pool.createUser('Ada');
    const answer = await forgot('ada@example.com');
    const code = pool.lastCode('Ada@example.com');
    await reset('Ada', code);

    expect(answer.CodeDeliveryDetails?.Destination).toBe('A***@e***');
    expect(pool.mails.at(-1)?.text).toBe(`Your password reset code is ${code}`);
    await expect(pool.signIn('Ada')).rejects.toMatchObject({ message: 'Incorrect username or password.' });
    expect(await pool.signIn('Ada', NEW_PASSWORD)).toHaveProperty('AccessToken');
    await expect(reset('Ada', code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });

  test('a password that breaks the policy is rejected and the code still works', async () => {
    await pool.createUser('Picky');
    await forgot('Picky');
    const code = pool.lastCode('Picky@example.com');
    await expect(reset('Picky', code, 'short1!')).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: 'Password does not conform to policy: Password not long enough',
    });
    await expect(reset('Picky', code)).resolves.toBeDefined();
  });

  test('the code is rejected after an hour', async () => {
    await pool.createUser('Late');
    await forgot('Late');
    pool.clock.aheadMs += HOUR;
    await expect(reset('Late', pool.lastCode('Late@example.com'))).rejects.toMatchObject({
      name: 'ExpiredCodeException',
    });
  });

  test('after five wrong codes the right one is rejected too', async () => {
    await pool.createUser('Guesser');
    await forgot('Guesser');
    const code = pool.lastCode('Guesser@example.com');
    for (let guess = 1; guess <= 5; guess++) {
      await expect(reset('Guesser', another(code))).rejects.toMatchObject({ name: 'CodeMismatchException' });
    }
    await expect(reset('Guesser', code)).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  test('five emails an hour are sent', async () => {
    await pool.createUser('Impatient');
    for (let mail = 1; mail <= 5; mail++) await forgot('Impatient');
    await expect(forgot('Impatient')).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  test('an unknown user and an unverified address look like any other, and nothing is emailed', async () => {
    await pool.signUp('Unverified');
    const sent = pool.mails.length;
    expect(await forgot('Nobody')).toHaveProperty('CodeDeliveryDetails.Destination');
    expect(await forgot('Unverified')).toHaveProperty('CodeDeliveryDetails.Destination');
    expect(pool.mails).toHaveLength(sent);
    await expect(reset('Nobody', '123456')).rejects.toMatchObject({ name: 'CodeMismatchException' });
  });

  test('a client that wants to know is told', async () => {
    const { clientId } = pool.cognito.createUserPoolClient({ userPoolId: POOL_ID, name: 'legacy', properties: {} });
    await pool.signUp('Unproven');
    await expect(forgot('Nobody', clientId)).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'Username/client id combination not found.',
    });
    await expect(reset('Nobody', '123456', NEW_PASSWORD, clientId)).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
    await expect(forgot('Unproven', clientId)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Cannot reset password for the user as there is no registered/verified email or phone_number',
    });
  });

  test('a pool whose administrators reset passwords emails no code', async () => {
    const strict = await startPool({
      pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] } },
    });
    await strict.createUser('Ada');
    const command = new ForgotPasswordCommand({ ClientId: strict.clientId, Username: 'Ada' });
    await expect(strict.sdk.send(command)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Contact administrator to reset password.',
    });
    await strict.close();
  });
});
