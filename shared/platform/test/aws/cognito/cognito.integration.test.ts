import { generateKeyPairSync } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { JwtRsaVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose';
import { issuerOf } from '../../../src/aws/cognito/cognito.ts';
import { attributeOf, notAuthorized, POOL_ID, startPool, tokensOf } from './cognitoFixture.ts';

let pool: Awaited<ReturnType<typeof startPool>>;
let issuer: string;
beforeAll(async () => {
  pool = await startPool();
  pool.cognito.createGroup({ userPoolId: POOL_ID, name: 'admin' });
  issuer = issuerOf(pool.cognito.url, POOL_ID);
});
afterAll(() => pool.close());

const verify = (token: string): Promise<JWTPayload> => {
  const fetcher = { fetch: async (uri: string) => (await fetch(uri)).arrayBuffer() };
  const jwksCache = new SimpleJwksCache({ fetcher });
  const jwksUri = `${issuer}/.well-known/jwks.json`;
  return JwtRsaVerifier.create({ issuer, audience: null, jwksUri }, { jwksCache }).verify(token);
};
const getUser = (AccessToken: string) => pool.sdk.send(new GetUserCommand({ AccessToken }));
const signOut = (AccessToken: string) => pool.sdk.send(new GlobalSignOutCommand({ AccessToken }));
describe('tokens', () => {
  test('carry AWS’s claims and verify with the pool’s public key', async () => {
    const sub = await pool.createUser('Ada', [{ Name: 'name', Value: 'Ada L' }]);
    const result = await pool.signIn('Ada');
    const { id, access, refresh: opaque } = tokensOf(result);
    const [idClaims, accessClaims] = [await verify(id), await verify(access)];

    expect(result).toMatchObject({ ExpiresIn: 3600, TokenType: 'Bearer' });
    const both = {
      sub,
      iss: issuer,
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: Number(accessClaims.iat) + 3600,
      jti: expect.any(String),
      origin_jti: idClaims.origin_jti,
      event_id: idClaims.event_id,
    };
    expect(idClaims).toEqual({
      ...both,
      aud: pool.clientId,
      token_use: 'id',
      email: 'Ada@example.com',
      email_verified: true,
      name: 'Ada L',
      'cognito:username': 'Ada',
    });
    expect(accessClaims).toEqual({
      ...both,
      client_id: pool.clientId,
      token_use: 'access',
      username: 'Ada',
      scope: 'aws.cognito.signin.user.admin',
    });
    expect(decodeProtectedHeader(id)).toEqual({ kid: expect.any(String), alg: 'RS256' });
    expect(opaque.split('.')).toHaveLength(5);
  });

  test('name the user’s groups from the next sign-in or refresh on', async () => {
    const { refresh: token } = await pool.signedIn('Boss');
    await pool.sdk.send(new AdminAddUserToGroupCommand({ UserPoolId: POOL_ID, Username: 'Boss', GroupName: 'admin' }));
    const { AuthenticationResult = {} } = await pool.refresh(token);
    const { id, access } = tokensOf(AuthenticationResult);
    expect([decodeJwt(id)['cognito:groups'], decodeJwt(access)['cognito:groups']]).toEqual([['admin'], ['admin']]);
  });

  test('live as long as the client says', async () => {
    const { clientId } = pool.cognito.createUserPoolClient({
      userPoolId: POOL_ID,
      name: 'brief',
      properties: {
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        AccessTokenValidity: 10,
        IdTokenValidity: 20,
        RefreshTokenValidity: 2,
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'hours' },
      },
    });
    await pool.createUser('Brief');
    const flow = { USERNAME: 'Brief', PASSWORD: 'Correct-horse-1' };
    const { AuthenticationResult = {} } = await pool.authenticate('USER_PASSWORD_AUTH', flow, clientId);
    const { id, access, refresh: token } = tokensOf(AuthenticationResult);
    const life = (jwt: string) => Number(decodeJwt(jwt).exp) - Number(decodeJwt(jwt).iat);

    expect([AuthenticationResult.ExpiresIn, life(access), life(id)]).toEqual([600, 600, 1200]);
    await expect(pool.refresh(token, clientId)).resolves.toBeDefined();
    pool.clock.aheadMs += 2 * 3_600_000;
    await expect(pool.refresh(token, clientId)).rejects.toMatchObject(notAuthorized('Refresh Token has expired'));
  });

  test('that are forged do not verify and open nothing', async () => {
    const { access, id } = await pool.signedIn('Victim');
    const [header = '', , signature = ''] = access.split('.');
    const claims = decodeJwt(access);
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { kid = '' } = decodeProtectedHeader(access);
    const publicKey = Buffer.from(await (await fetch(`${issuer}/.well-known/jwks.json`)).arrayBuffer());
    const forged = {
      changed: `${header}.${encode({ ...claims, username: 'Boss' })}.${signature}`,
      unsigned: `${encode({ alg: 'none' })}.${encode(claims)}.`,
      byAnotherKey: await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey),
      byThePublicKey: await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(publicKey),
    };

    for (const token of Object.values(forged)) {
      await expect(verify(token)).rejects.toThrow();
      await expect(getUser(token)).rejects.toMatchObject(notAuthorized('Invalid Access Token'));
    }
    await expect(getUser(id)).rejects.toMatchObject(notAuthorized('Invalid Access Token'));
    await expect(getUser('rubbish')).rejects.toMatchObject(notAuthorized('Invalid Access Token'));
    await expect(signOut(forged.changed)).rejects.toMatchObject(notAuthorized('Invalid Access Token'));
  });

  test('of another issuer open nothing', async () => {
    const other = await startPool();
    await other.createUser('Ada');
    const { access } = tokensOf(await other.signIn('Ada'));
    await expect(verify(access)).rejects.toThrow();
    await expect(getUser(access)).rejects.toMatchObject(notAuthorized('Invalid Access Token'));
    await other.close();
  });

  test('can be checked by anyone: the pool publishes its key and its configuration', async () => {
    const configuration = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    expect(configuration).toMatchObject({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json` });
    const jwks = await (await fetch(`${issuer}/.well-known/jwks.json`)).json();
    expect(jwks).toEqual({
      keys: [{ alg: 'RS256', e: 'AQAB', kid: expect.any(String), kty: 'RSA', n: expect.any(String), use: 'sig' }],
    });
    const unknown = await fetch(`${pool.cognito.url}/eu-west-1_Nothing/.well-known/jwks.json`);
    expect(unknown.status).toBe(400);
  });
});

describe('GetUser and GlobalSignOut', () => {
  test('GetUser answers the owner of the access token', async () => {
    const { access } = await pool.signedIn('Owner');
    const user = await getUser(access);
    expect(user.Username).toBe('Owner');
    expect(attributeOf(user.UserAttributes, 'email')).toBe('Owner@example.com');
    expect(attributeOf(user.UserAttributes, 'sub')).toBe(decodeJwt(access).sub);
  });

  test('an access token is rejected once it has expired', async () => {
    const { access } = await pool.signedIn('Expired');
    pool.clock.aheadMs += 3_600_000;
    await expect(getUser(access)).rejects.toMatchObject(notAuthorized('Access Token has expired'));
    await expect(signOut(access)).rejects.toMatchObject(notAuthorized('Access Token has expired'));
  });

  test('signing out revokes the access and refresh tokens of every session of the user, and no other’s', async () => {
    const first = await pool.signedIn('Leaver');
    const second = tokensOf(await pool.signIn('Leaver'));
    const bystander = await pool.signedIn('Stayer');
    await signOut(first.access);

    for (const { access, refresh: token } of [first, second]) {
      await expect(getUser(access)).rejects.toMatchObject(notAuthorized('Access Token has been revoked'));
      await expect(signOut(access)).rejects.toMatchObject(notAuthorized('Access Token has been revoked'));
      await expect(pool.refresh(token)).rejects.toMatchObject(notAuthorized('Refresh Token has been revoked'));
    }
    await expect(getUser(bystander.access)).resolves.toBeDefined();
    await expect(getUser(tokensOf(await pool.signIn('Leaver')).access)).resolves.toBeDefined();
  });

  test('the token of a deleted user opens nothing', async () => {
    const { access, refresh: token } = await pool.signedIn('Deleted');
    await pool.sdk.send(new AdminDeleteUserCommand({ UserPoolId: POOL_ID, Username: 'Deleted' }));
    await expect(getUser(access)).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
    await expect(pool.refresh(token)).rejects.toMatchObject(notAuthorized('Invalid Refresh Token.'));
  });
});

describe('RevokeToken', () => {
  const revoke = (Token: string, ClientId = pool.clientId) =>
    pool.sdk.send(new RevokeTokenCommand({ ClientId, Token }));

  test('revokes the session of one refresh token', async () => {
    const first = await pool.signedIn('Device');
    const second = tokensOf(await pool.signIn('Device'));
    await revoke(first.refresh);
    await expect(revoke(first.refresh)).resolves.toBeDefined();

    await expect(getUser(first.access)).rejects.toMatchObject(notAuthorized('Access Token has been revoked'));
    await expect(pool.refresh(first.refresh)).rejects.toMatchObject(notAuthorized('Refresh Token has been revoked'));
    await expect(getUser(second.access)).resolves.toBeDefined();
  });

  test('takes refresh tokens of its own client only, and only where the client allows it', async () => {
    const client = (name: string, properties: object) =>
      pool.cognito.createUserPoolClient({ userPoolId: POOL_ID, name, properties }).clientId;
    const { access, refresh: token } = await pool.signedIn('Rightful');
    await expect(revoke(access)).rejects.toMatchObject({ name: 'UnsupportedTokenTypeException' });
    await expect(revoke(token, client('other', {}))).rejects.toMatchObject({ name: 'UnauthorizedException' });
    await expect(revoke(token, client('firm', { EnableTokenRevocation: false }))).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
    });
    await expect(pool.refresh(token)).resolves.toBeDefined();
  });
});
