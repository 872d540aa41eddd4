import type { Context } from '../context.ts';
import { refusals } from '../errors.ts';
import type { UserPool, UserPoolClient } from '../pools/pools.ts';
import { type AttributeList, type Attributes, isReadable } from './attributes.ts';

/** An authenticator app that shows codes (TOTP). */
export type SoftwareToken = {
  /** In Base32. */
  secret?: string;
  /** Replaces `secret` once a code of it was entered. */
  newSecret?: string;
  /** Whether sign-ins ask for a code. */
  enabled: boolean;
  preferred: boolean;
  /** The period whose code was used last; none up to it is accepted again. */
  usedPeriod?: number;
};

export type User = {
  poolId: string;
  sub: string;
  username: string;
  passwordHash: string;
  status: 'UNCONFIRMED' | 'CONFIRMED';
  enabled: boolean;
  /** Without `sub`. */
  attributes: Attributes;
  /** Replaces `attributes.email` once its code was entered. */
  newEmail?: string;
  softwareToken?: SoftwareToken;
  createdAt: number;
  modifiedAt: number;
};

type UserRow = { document: string };

/** Returns a username or address in the form for comparison, case-folded if the pool ignores case. */
export const comparable = (pool: UserPool, text: string): string =>
  (pool.properties.UsernameConfiguration?.CaseSensitive ?? true) ? text : text.toLowerCase();

const keys = (pool: UserPool, user: User) => {
  const { email, email_verified: verified } = user.attributes;
  const emailKey = email === undefined ? null : comparable(pool, email);
  const isAlias = verified === 'true' && pool.properties.AliasAttributes.includes('email');
  return { username: comparable(pool, user.username), email: emailKey, alias: isAlias ? emailKey : null };
};

/** Stores a new user. @returns false if the username is taken, also by a concurrent sign-up. */
export const insertUser = ({ database }: Context, pool: UserPool, user: User): boolean => {
  const { username, email, alias } = keys(pool, user);
  const inserted = database.run`
    INSERT INTO users (pool_id, sub, username_key, email_key, email_alias, document)
    VALUES (${pool.id}, ${user.sub}, ${username}, ${email}, ${alias}, ${JSON.stringify(user)}) ON CONFLICT DO NOTHING`;
  return inserted === 1;
};

/** Writes the user's changed record and returns it. */
export const updateUser = (context: Context, pool: UserPool, user: User, change: Partial<User>): User => {
  const next = { ...user, ...change, modifiedAt: context.now() };
  const { email, alias } = keys(pool, next);
  context.database.run`
    UPDATE users SET email_key = ${email}, email_alias = ${alias}, document = ${JSON.stringify(next)}
    WHERE pool_id = ${pool.id} AND sub = ${user.sub}`;
  return next;
};

/** Removes the user with everything that belongs to it. */
export const deleteUser = ({ database }: Context, { poolId, sub }: User): void =>
  database.transaction(() => {
    database.run`DELETE FROM group_members WHERE pool_id = ${poolId} AND sub = ${sub}`;
    database.run`DELETE FROM codes WHERE pool_id = ${poolId} AND sub = ${sub}`;
    database.run`DELETE FROM attempts WHERE pool_id = ${poolId} AND sub = ${sub}`;
    database.run`DELETE FROM challenges WHERE pool_id = ${poolId} AND sub = ${sub}`;
    database.run`DELETE FROM sessions WHERE pool_id = ${poolId} AND sub = ${sub}`;
    database.run`DELETE FROM users WHERE pool_id = ${poolId} AND sub = ${sub}`;
  });

const toUser = (row: UserRow | undefined): User | undefined => row && JSON.parse(row.document);

/** Finds a user by username, otherwise by verified email address (an alias), otherwise by `sub`. */
export const findUser = (context: Context, pool: UserPool, name: string): User | undefined =>
  toUser(
    context.database.row<UserRow>`
      SELECT document FROM users WHERE pool_id = ${pool.id} AND username_key = ${comparable(pool, name)}`,
  ) ??
  findUserByAlias(context, pool, name) ??
  findUserBySub(context, pool.id, name);

export const findUserByAlias = ({ database }: Context, pool: UserPool, email: string): User | undefined =>
  toUser(
    database.row<UserRow>`
      SELECT document FROM users WHERE pool_id = ${pool.id} AND email_alias = ${comparable(pool, email)}`,
  );

export const findUserBySub = ({ database }: Context, poolId: string, sub: string): User | undefined =>
  toUser(database.row<UserRow>`SELECT document FROM users WHERE pool_id = ${poolId} AND sub = ${sub}`);

/** @throws {CognitoError} UserNotFoundException `User does not exist.` */
export const requireUser = (context: Context, pool: UserPool, name: string): User => {
  const user = findUser(context, pool, name);
  if (!user) throw refusals.userNotFound();
  return user;
};

/** The user's groups, in the order of their names. */
export const groupsOf = ({ database }: Context, user: User): string[] =>
  database.rows<{ group_name: string }>`
    SELECT group_name FROM group_members WHERE pool_id = ${user.poolId} AND sub = ${user.sub} ORDER BY group_name`.map(
    (row) => row.group_name,
  );

/** A user's attributes as the API lists them, for a client only those that it may read. */
export const attributeList = (user: User, client?: UserPoolClient): AttributeList =>
  Object.entries({ ...user.attributes, sub: user.sub })
    .filter(([name]) => client === undefined || isReadable(client, name))
    .map(([Name, Value]) => ({ Name, Value }));

/** Returns the fields about a user's second factor: none without one. */
export const describeMfa = ({ softwareToken }: User) =>
  softwareToken?.enabled
    ? {
        UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
        ...(softwareToken.preferred ? { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' } : {}),
      }
    : {};
