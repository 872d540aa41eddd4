import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Context } from '../context.ts';
import { refusals } from '../errors.ts';
import { lifetimeSeconds } from '../pools/clientProperties.ts';
import type { UserPoolClient } from '../pools/pools.ts';
import type { User } from '../users/users.ts';

/** One sign-in with everything issued from it: `id` is the `origin_jti` of all its tokens. */
export type Session = { id: string; poolId: string; clientId: string; sub: string; signedInAt: number };

type SessionRow = {
  id: string;
  pool_id: string;
  client_id: string;
  sub: string;
  signed_in_at: number;
  expires_at: number;
  revoked: number;
};

const DAY = 86_400_000;
const JWE_HEADER = Buffer.from(JSON.stringify({ cty: 'JWT', enc: 'A256GCM', alg: 'RSA-OAEP' })).toString('base64url');

/** Creates a refresh token that looks like AWS's (a JWE: header, key, vector, text, tag) and is opaque, too. */
const newRefreshToken = (): string =>
  [JWE_HEADER, ...[256, 12, 600, 16].map((bytes) => randomBytes(bytes).toString('base64url'))].join('.');

const hashOf = (refreshToken: string): string => createHash('sha256').update(refreshToken).digest('base64');

/** Starts a session. Only a hash of the refresh token is stored. */
export const openSession = (
  context: Context,
  client: UserPoolClient,
  user: User,
): { session: Session; refreshToken: string } => {
  const refreshToken = newRefreshToken();
  const now = context.now();
  const session = { id: randomUUID(), poolId: user.poolId, clientId: client.id, sub: user.sub, signedInAt: now };
  const expiresAt = now + lifetimeSeconds(client.properties, 'RefreshToken') * 1000;
  context.database.run`
    INSERT INTO sessions (id, pool_id, client_id, sub, refresh_token_hash, signed_in_at, expires_at)
    VALUES (${session.id}, ${user.poolId}, ${client.id}, ${user.sub}, ${hashOf(refreshToken)}, ${now}, ${expiresAt})`;
  // An access token that was issued at the last moment is valid for a day at most.
  context.database.run`DELETE FROM sessions WHERE expires_at < ${now - DAY}`;
  return { session, refreshToken };
};

const findByRefreshToken = ({ database }: Context, refreshToken: string): SessionRow | undefined =>
  database.row<SessionRow>`SELECT * FROM sessions WHERE refresh_token_hash = ${hashOf(refreshToken)}`;

/** @throws {CognitoError} NotAuthorizedException when the token is not this client's, revoked or too old. */
export const requireSession = (context: Context, client: UserPoolClient, refreshToken: string): Session => {
  const row = findByRefreshToken(context, refreshToken);
  if (!row || row.client_id !== client.id) throw refusals.notAuthorized('Invalid Refresh Token.');
  if (row.revoked) throw refusals.notAuthorized('Refresh Token has been revoked');
  if (context.now() >= row.expires_at) throw refusals.notAuthorized('Refresh Token has expired');
  return { id: row.id, poolId: row.pool_id, clientId: row.client_id, sub: row.sub, signedInAt: row.signed_in_at };
};

/** Returns the client of a refresh token, even if its session has ended. */
export const clientOfRefreshToken = (context: Context, refreshToken: string): string | undefined =>
  findByRefreshToken(context, refreshToken)?.client_id;

export const isSessionLive = ({ database }: Context, id: string): boolean =>
  database.row<SessionRow>`SELECT * FROM sessions WHERE id = ${id}`?.revoked === 0;

export const revokeSession = ({ database }: Context, refreshToken: string): void => {
  database.run`UPDATE sessions SET revoked = 1 WHERE refresh_token_hash = ${hashOf(refreshToken)}`;
};

export const revokeSessionsOf = ({ database }: Context, { poolId, sub }: User): void => {
  database.run`UPDATE sessions SET revoked = 1 WHERE pool_id = ${poolId} AND sub = ${sub}`;
};
