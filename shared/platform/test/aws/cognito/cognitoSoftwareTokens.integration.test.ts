import {
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  ChangePasswordCommand,
  GetUserCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { another, notAuthorized, PASSWORD, POOL_ID, startPool } from './cognitoFixture.ts';

const withMfa = { MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] };

let pool: Awaited<ReturnType<typeof startPool>>;
beforeAll(async () => {
  pool = await startPool({ pool: withMfa });
});
afterAll(() => pool.close());

const now = () => Date.now() + pool.clock.aheadMs;
const nextPeriod = () => {
  pool.clock.aheadMs += 30_000;
};
const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now() });
const associate = async (AccessToken: string): Promise<string> =>
  (await pool.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }))).SecretCode ?? '';
const verify = (AccessToken: string, UserCode: string) =>
  pool.sdk.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
const prefer = (AccessToken: string, Enabled: boolean) =>
  pool.sdk.send(
    new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled, PreferredMfa: Enabled } }),
  );
const respond = (USERNAME: string, Session: string | undefined, SOFTWARE_TOKEN_MFA_CODE: string) =>
  pool.sdk.send(
    new RespondToAuthChallengeCommand({
      ClientId: pool.clientId,
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session,
      ChallengeResponses: { USERNAME, SOFTWARE_TOKEN_MFA_CODE },
    }),
  );
const beginSignIn = (USERNAME: string) => pool.authenticate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD });

/** A user whose sign-ins ask for a code of the answered secret. */
const userWithMfa = async (username: string) => {
  const { access } = await pool.signedIn(username);
  const secret = await associate(access);
  await verify(access, codeOf(secret));
  await prefer(access, true);
  nextPeriod();
  return { access, secret };
};

describe('an authenticator app', () => {
  test('is asked for once it is verified and enabled, and then signs in', async () => {
    const { access } = await pool.signedIn('Ada');
    const secret = await associate(access);
    await expect(prefer(access, true)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'User has not verified software token mfa',
    });
    await expect(verify(access, another(codeOf(secret)))).rejects.toMatchObject({
      name: 'EnableSoftwareTokenMFAException',
    });
    expect(await verify(access, codeOf(secret))).toMatchObject({ Status: 'SUCCESS' });
    expect((await beginSignIn('Ada')).AuthenticationResult).toHaveProperty('IdToken');
    await prefer(access, true);
    nextPeriod();

    const { ChallengeName, Session, AuthenticationResult } = await beginSignIn('Ada');
    expect([ChallengeName, AuthenticationResult]).toEqual(['SOFTWARE_TOKEN_MFA', undefined]);
    expect((await respond('Ada', Session, codeOf(secret))).AuthenticationResult).toMatchObject({
      IdToken: expect.any(String),
      RefreshToken: expect.any(String),
    });
    const mfa = { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' };
    expect(await pool.sdk.send(new GetUserCommand({ AccessToken: access }))).toMatchObject(mfa);
    expect(await pool.sdk.send(new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: 'Ada' }))).toMatchObject(mfa);
  });

  test('has codes that work once, also for another sign-in, and not for another user', async () => {
    const { secret } = await userWithMfa('Ben');
    await userWithMfa('Cat');
    const { Session } = await beginSignIn('Ben');
    const { Session: other } = await beginSignIn('Ben');
    const code = codeOf(secret);

    await expect(respond('Ben', Session, another(code))).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await expect(respond('Cat', Session, code)).rejects.toMatchObject(notAuthorized('Invalid session for the user.'));
    await respond('Ben', Session, code);
    await expect(respond('Ben', other, code)).rejects.toMatchObject({
      name: 'ExpiredCodeException',
      message: 'Your software token has already been used once.',
    });
    nextPeriod();
    expect(await respond('Ben', other, codeOf(secret))).toHaveProperty('AuthenticationResult');
  });

  test('must answer within three minutes', async () => {
    const { secret } = await userWithMfa('Dot');
    const { Session } = await beginSignIn('Dot');
    pool.clock.aheadMs += 3 * 60_000;

    await expect(respond('Dot', Session, codeOf(secret))).rejects.toMatchObject(
      notAuthorized('Invalid session for the user, session is expired.'),
    );
  });

  test('is no longer asked for once the user or an administrator turned it off', async () => {
    const { access } = await userWithMfa('Eve');
    await userWithMfa('Fay');
    await prefer(access, false);
    await pool.sdk.send(
      new AdminSetUserMFAPreferenceCommand({
        UserPoolId: POOL_ID,
        Username: 'Fay',
        SoftwareTokenMfaSettings: { Enabled: false },
      }),
    );

    expect((await beginSignIn('Eve')).AuthenticationResult).toHaveProperty('IdToken');
    expect((await beginSignIn('Fay')).AuthenticationResult).toHaveProperty('IdToken');
  });

  test('cannot be had in a pool without a second factor', async () => {
    const plain = await startPool();
    const { access: AccessToken } = await plain.signedIn('Ada');

    await expect(plain.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }))).rejects.toMatchObject({
      name: 'SoftwareTokenMFANotFoundException',
    });
    await plain.close();
  });
});

describe('a changed password', () => {
  const change = (AccessToken: string, PreviousPassword: string, ProposedPassword: string) =>
    pool.sdk.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));

  test('counts from then on, and sessions go on', async () => {
    const { access } = await pool.signedIn('Gus');
    await change(access, PASSWORD, 'Another-horse-2');

    await expect(pool.signIn('Gus')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(await pool.signIn('Gus', 'Another-horse-2')).toHaveProperty('IdToken');
    expect(await pool.sdk.send(new GetUserCommand({ AccessToken: access }))).toMatchObject({ Username: 'Gus' });
  });

  test('needs the old one, a few times an hour, and must conform to the policy', async () => {
    const { access } = await pool.signedIn('Hal');
    await expect(change(access, PASSWORD, 'short')).rejects.toMatchObject({ name: 'InvalidPasswordException' });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(change(access, 'Wrong-horse-1', 'Another-horse-2')).rejects.toMatchObject(
        notAuthorized('Incorrect username or password.'),
      );
    }

    await expect(change(access, PASSWORD, 'Another-horse-2')).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
});
