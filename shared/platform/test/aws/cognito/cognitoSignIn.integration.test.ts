import { GetTokensFromRefreshTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { notAuthorized, POOL_ID, startPool, tokensOf } from './cognitoFixture.ts';

let pool: Awaited<ReturnType<typeof startPool>>;
beforeAll(async () => {
  pool = await startPool();
});
afterAll(() => pool.close());

describe('InitiateAuth', () => {
  test('signs in by username or verified address, whatever the case', async () => {
    await pool.createUser('Either');
    expect(await pool.signIn('eITHER')).toHaveProperty('IdToken');
    expect(await pool.signIn('either@EXAMPLE.com')).toHaveProperty('IdToken');
  });

  test('a wrong password and an unknown user look the same', async () => {
    await pool.createUser('Known');
    const incorrect = notAuthorized('Incorrect username or password.');
    await expect(pool.signIn('Known', 'Wrong-horse-1')).rejects.toMatchObject(incorrect);
    await expect(pool.signIn('Unknown')).rejects.toMatchObject(incorrect);
  });

  test('only who knows the password learns that the account is not confirmed', async () => {
    await pool.signUp('Pending');
    await expect(pool.signIn('Pending', 'Wrong-horse-1')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(pool.signIn('Pending')).rejects.toMatchObject({
      name: 'UserNotConfirmedException',
      message: 'User is not confirmed.',
    });
  });

  test('locks a user out after five wrong passwords, for a time that doubles', async () => {
    await pool.createUser('Locked');
    const wrong = () => pool.signIn('Locked', 'Wrong-horse-1');
    const incorrect = notAuthorized('Incorrect username or password.');
    const exceeded = notAuthorized('Password attempts exceeded');
    const start = Date.now() + pool.clock.aheadMs;
    const clockAt = (milliseconds: number) => {
      pool.clock.stoppedAt = start + milliseconds;
    };
    clockAt(0);
    for (let attempt = 1; attempt <= 5; attempt++) await expect(wrong()).rejects.toMatchObject(incorrect);

    clockAt(999);
    await expect(pool.signIn('Locked')).rejects.toMatchObject(exceeded);
    clockAt(1000);
    await expect(wrong()).rejects.toMatchObject(incorrect);
    clockAt(2999);
    await expect(pool.signIn('Locked')).rejects.toMatchObject(exceeded);
    clockAt(3000);
    expect(await pool.signIn('Locked')).toHaveProperty('AccessToken');
    await expect(wrong()).rejects.toMatchObject(incorrect);
    expect(await pool.signIn('Locked')).toHaveProperty('AccessToken');
    delete pool.clock.stoppedAt;
    pool.clock.aheadMs += 3000;
  });

  test('refreshes the ID and access token within the same session, without a new refresh token', async () => {
    const before = await pool.signedIn('Fresh');
    pool.clock.aheadMs += 60_000;
    const { AuthenticationResult = {} } = await pool.refresh(before.refresh);
    const after = tokensOf(AuthenticationResult);

    expect(AuthenticationResult).not.toHaveProperty('RefreshToken');
    expect(AuthenticationResult).toMatchObject({ ExpiresIn: 3600, TokenType: 'Bearer' });
    const [old, fresh] = [decodeJwt(before.access), decodeJwt(after.access)];
    expect([fresh.origin_jti, fresh.auth_time, fresh.sub]).toEqual([old.origin_jti, old.auth_time, old.sub]);
    expect(Number(fresh.exp)).toBeGreaterThan(Number(old.exp));
    expect(fresh.jti).not.toBe(old.jti);
    const other = await pool.sdk.send(
      new GetTokensFromRefreshTokenCommand({ ClientId: pool.clientId, RefreshToken: before.refresh }),
    );
    expect(other.AuthenticationResult).toHaveProperty('IdToken');
  });

  test('rejects a refresh token that is none or another client’s', async () => {
    const { access, refresh: token } = await pool.signedIn('Careful');
    const stranger = { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] };
    const { clientId } = pool.cognito.createUserPoolClient({
      userPoolId: POOL_ID,
      name: 'stranger',
      properties: stranger,
    });
    const invalid = notAuthorized('Invalid Refresh Token.');
    await expect(pool.refresh('rubbish')).rejects.toMatchObject(invalid);
    await expect(pool.refresh(access)).rejects.toMatchObject(invalid);
    await expect(pool.refresh(token, clientId)).rejects.toMatchObject(invalid);
  });

  test('names what is missing or not enabled', async () => {
    const invalid = (message: string | RegExp) => ({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
    });
    const plain = pool.cognito.createUserPoolClient({ userPoolId: POOL_ID, name: 'plain', properties: {} }).clientId;
    const both = { USERNAME: 'Ada', PASSWORD: 'x' };
    await expect(pool.authenticate('USER_PASSWORD_AUTH', { USERNAME: 'Ada' })).rejects.toMatchObject(
      invalid('Missing required parameter PASSWORD'),
    );
    await expect(pool.authenticate('REFRESH_TOKEN', {})).rejects.toMatchObject(
      invalid('Missing required parameter REFRESH_TOKEN'),
    );
    await expect(pool.authenticate('USER_PASSWORD_AUTH', both, plain)).rejects.toMatchObject(
      invalid('USER_PASSWORD_AUTH flow not enabled for this client'),
    );
    await expect(pool.authenticate('USER_SRP_AUTH', both)).rejects.toMatchObject(
      invalid('Initiate Auth method not supported.'),
    );
    // @ts-expect-error: no such flow
    await expect(pool.authenticate('MAGIC', both)).rejects.toMatchObject(
      invalid(/^1 validation error detected: Value 'MAGIC' at 'authFlow' .* enum value set: \[/),
    );
  });
});
