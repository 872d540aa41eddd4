import { randomUUID } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { type Context, seconds } from '../context.ts';
import { refusals } from '../errors.ts';
import { lifetimeSeconds } from '../pools/clientProperties.ts';
import { findPool, requireClient, type UserPool, type UserPoolClient } from '../pools/pools.ts';
import { isReadable } from '../users/attributes.ts';
import { findUserBySub, groupsOf, type User } from '../users/users.ts';
import { isSessionLive, type Session } from './sessions.ts';
import { ALGORITHM, signingKeyOf } from './signingKeys.ts';

const sign = async (context: Context, poolId: string, claims: JWTPayload, lifetime: number): Promise<string> => {
  const { kid, privateKey } = await signingKeyOf(context, poolId);
  const issuedAt = seconds(context.now());
  return new SignJWT(claims)
    .setProtectedHeader({ kid, alg: ALGORITHM })
    .setIssuer(context.issuer(poolId))
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetime)
    .setJti(randomUUID())
    .sign(privateKey);
};

/** `email_verified` is a boolean in a token, every other attribute a string. */
const attributeClaims = (client: UserPoolClient, user: User): JWTPayload =>
  Object.fromEntries(
    Object.entries(user.attributes)
      .filter(([name]) => isReadable(client, name))
      .map(([name, value]) => [name, name.endsWith('_verified') ? value === 'true' : value]),
  );

/**
 * The ID and access token of a session, with AWS's claims.
 *
 * @returns `ExpiresIn` is the access token's lifetime in seconds.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export const issueTokens = async (context: Context, client: UserPoolClient, user: User, session: Session) => {
  const groups = groupsOf(context, user);
  const both = {
    sub: user.sub,
    ...(groups.length > 0 ? { 'cognito:groups': groups } : {}),
    origin_jti: session.id,
    event_id: randomUUID(),
    auth_time: seconds(session.signedInAt),
  };
  const id = {
    ...attributeClaims(client, user),
    ...both,
    'cognito:username': user.username,
    aud: client.id,
    token_use: 'id',
  };
  const access = {
    ...both,
    client_id: client.id,
    username: user.username,
    scope: 'aws.cognito.signin.user.admin',
    token_use: 'access',
  };
  const ExpiresIn = lifetimeSeconds(client.properties, 'AccessToken');
  const [IdToken, AccessToken] = await Promise.all([
    sign(context, user.poolId, id, lifetimeSeconds(client.properties, 'IdToken')),
    sign(context, user.poolId, access, ExpiresIn),
  ]);
  return { AccessToken, ExpiresIn, TokenType: 'Bearer', IdToken };
};

const invalid = () => refusals.notAuthorized('Invalid Access Token');

/** Returns the pool that the token claims; its signature is checked later. */
const claimedPool = (context: Context, token: string): UserPool => {
  try {
    const { iss = '' } = decodeJwt(token);
    const pool = findPool(context, iss.slice(iss.lastIndexOf('/') + 1));
    if (pool) return pool;
  } catch {
    // not a JWT
  }
  throw invalid();
};

const verifiedClaims = async (context: Context, pool: UserPool, token: string): Promise<JWTPayload> => {
  const { publicKey } = await signingKeyOf(context, pool.id);
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: [ALGORITHM],
      issuer: context.issuer(pool.id),
      currentDate: new Date(context.now()),
    });
    return payload;
  } catch (error) {
    throw error instanceof errors.JWTExpired ? refusals.notAuthorized('Access Token has expired') : invalid();
  }
};

/**
 * Verifies an access token: signature, issuer, expiry, use and revocation. Returns its user.
 *
 * @throws {CognitoError} NotAuthorizedException; UserNotFoundException if the user was deleted.
 */
export const verifyAccessToken = async (context: Context, token: string) => {
  const pool = claimedPool(context, token);
  const claims = await verifiedClaims(context, pool, token);
  if (claims.token_use !== 'access' || typeof claims.client_id !== 'string') throw invalid();
  const user = findUserBySub(context, pool.id, claims.sub ?? '');
  if (!user) throw refusals.userNotFound();
  if (!user.enabled) throw refusals.userDisabled();
  if (!isSessionLive(context, String(claims.origin_jti))) throw refusals.notAuthorized('Access Token has been revoked');
  return { pool, user, client: requireClient(context, claims.client_id).client };
};
