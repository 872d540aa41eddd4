import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../context.ts';
import { refusals } from '../errors.ts';
import type { UserPoolClient } from '../pools/pools.ts';
import type { User } from '../users/users.ts';

/** How long a client may take for the next step of a sign-in, in minutes, if `AuthSessionValidity` is absent. */
const VALID_MINUTES = 3;

const hashOf = (session: string): string => createHash('sha256').update(session).digest('base64');

/** Starts the second step of a sign-in after a correct password. The session is only for this user and client. */
export const challenge = (context: Context, client: UserPoolClient, user: User) => {
  const Session = randomBytes(600).toString('base64url');
  const minutes = client.properties.AuthSessionValidity ?? VALID_MINUTES;
  const now = context.now();
  context.database.run`
    INSERT INTO challenges (session_hash, pool_id, client_id, sub, expires_at)
    VALUES (${hashOf(Session)}, ${user.poolId}, ${client.id}, ${user.sub}, ${now + minutes * 60_000})`;
  context.database.run`DELETE FROM challenges WHERE expires_at < ${now - 3_600_000}`;
  return {
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    Session,
    ChallengeParameters: { USER_ID_FOR_SRP: user.username },
  };
};

/**
 * Returns the user whose session it is. @throws {CognitoError} NotAuthorizedException for a session of another client, and for an expired
 * one
 */
export const challengedUser = (
  { database, now }: Context,
  client: UserPoolClient,
  session: string,
  user: User | undefined,
): User => {
  const row = database.row<{ client_id: string; sub: string; expires_at: number }>`
    SELECT client_id, sub, expires_at FROM challenges WHERE session_hash = ${hashOf(session)}`;
  if (!user || row?.sub !== user.sub || row.client_id !== client.id) {
    throw refusals.notAuthorized('Invalid session for the user.');
  }
  if (now() >= row.expires_at) throw refusals.notAuthorized('Invalid session for the user, session is expired.');
  if (!user.enabled) throw refusals.userDisabled();
  return user;
};

export const endChallenge = ({ database }: Context, session: string): void => {
  database.run`DELETE FROM challenges WHERE session_hash = ${hashOf(session)}`;
};
