import { createHash, randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../context.ts';
import { refusals } from '../errors.ts';
import { UserPoolClientProperties } from './clientProperties.ts';
import { readProperties, UserPoolProperties } from './poolProperties.ts';

export type UserPool = { id: string; properties: UserPoolProperties; createdAt: number; modifiedAt: number };

export type UserPoolClient = {
  id: string;
  poolId: string;
  name: string;
  properties: UserPoolClientProperties;
  createdAt: number;
  modifiedAt: number;
};

type PoolRow = { id: string; properties: string; created_at: number; modified_at: number };
type ClientRow = PoolRow & { pool_id: string; name: string };

const toPool = (row: PoolRow): UserPool => ({
  id: row.id,
  properties: JSON.parse(row.properties),
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
});

const toClient = (row: ClientRow): UserPoolClient => ({
  id: row.id,
  poolId: row.pool_id,
  name: row.name,
  properties: JSON.parse(row.properties),
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
});

/** Returns a pool id in AWS's format, `{region}_{9 characters}`, always the same for the same `name`. */
export const userPoolIdFor = (region: string, name: string): string => {
  const letters = createHash('sha256')
    .update(name)
    .digest('base64')
    .replace(/[^0-9A-Za-z]/g, '');
  return `${region}_${letters.slice(0, 9)}`;
};

export const poolArn = ({ region, accountId }: Context, poolId: string): string =>
  `arn:aws:cognito-idp:${region}:${accountId}:userpool/${poolId}`;

/** Properties on which existing users depend: on AWS, changing one replaces the pool. */
const FIXED = ['AliasAttributes', 'UsernameConfiguration'] as const;

/**
 * Creates the pool, or updates the properties of an existing one.
 *
 * @throws {Error} that names an unknown property or one that cannot change.
 */
export const savePool = (context: Context, id: string, properties: unknown): UserPool => {
  if (!/^[\w-]+_[0-9A-Za-z]+$/.test(id))
    throw new Error(`A user pool's id is {region}_{letters and digits}, not ${id}`);
  const next = readProperties(UserPoolProperties, `AWS::Cognito::UserPool ${id}`, properties);
  const before = findPool(context, id);
  for (const name of FIXED) {
    if (before && !isDeepStrictEqual(before.properties[name], next[name])) {
      throw new Error(`AWS::Cognito::UserPool ${id}: ${name} cannot change while the pool exists`);
    }
  }
  const now = context.now();
  const text = JSON.stringify(next);
  context.database.run`
    INSERT INTO user_pools (id, properties, created_at, modified_at) VALUES (${id}, ${text}, ${now}, ${now})
    ON CONFLICT (id) DO UPDATE SET properties = excluded.properties, modified_at = excluded.modified_at
    WHERE properties <> excluded.properties`;
  return requirePool(context, id);
};

const newClientId = (): string =>
  Array.from({ length: 26 }, () => '0123456789abcdefghijklmnopqrstuvwxyz'[randomInt(36)]).join('');

/** Creates the pool's client with this name, or updates the properties of an existing one; the id never changes. */
export const saveClient = (context: Context, poolId: string, name: string, properties: unknown): UserPoolClient => {
  requirePool(context, poolId);
  const next = readProperties(UserPoolClientProperties, `AWS::Cognito::UserPoolClient ${name}`, properties);
  const now = context.now();
  const text = JSON.stringify(next);
  context.database.run`
    INSERT INTO user_pool_clients (id, pool_id, name, properties, created_at, modified_at)
    VALUES (${newClientId()}, ${poolId}, ${name}, ${text}, ${now}, ${now})
    ON CONFLICT (pool_id, name) DO UPDATE SET properties = excluded.properties, modified_at = excluded.modified_at
    WHERE properties <> excluded.properties`;
  const row = context.database
    .row<ClientRow>`SELECT * FROM user_pool_clients WHERE pool_id = ${poolId} AND name = ${name}`;
  if (!row) throw new Error(`The client ${name} was not stored`);
  return toClient(row);
};

export const saveGroup = (context: Context, poolId: string, name: string): void => {
  requirePool(context, poolId);
  context.database.run`
    INSERT INTO user_groups (pool_id, name, created_at) VALUES (${poolId}, ${name}, ${context.now()}) ON CONFLICT DO NOTHING`;
};

export const findPool = ({ database }: Context, id: string): UserPool | undefined => {
  const row = database.row<PoolRow>`SELECT * FROM user_pools WHERE id = ${id}`;
  return row && toPool(row);
};

/** @throws {CognitoError} ResourceNotFoundException */
export const requirePool = (context: Context, id: string): UserPool => {
  const pool = findPool(context, id);
  if (!pool) throw refusals.notFound(`User pool ${id} does not exist.`);
  return pool;
};

/** The client and its pool. @throws {CognitoError} ResourceNotFoundException */
export const requireClient = (context: Context, id: string): { client: UserPoolClient; pool: UserPool } => {
  const row = context.database.row<ClientRow>`SELECT * FROM user_pool_clients WHERE id = ${id}`;
  if (!row) throw refusals.notFound(`User pool client ${id} does not exist.`);
  return { client: toClient(row), pool: requirePool(context, row.pool_id) };
};

export const allPools = ({ database }: Context): UserPool[] =>
  database.rows<PoolRow>`SELECT * FROM user_pools ORDER BY created_at, id`.map(toPool);

export const clientsOf = ({ database }: Context, poolId: string): UserPoolClient[] =>
  database.rows<ClientRow>`SELECT * FROM user_pool_clients WHERE pool_id = ${poolId} ORDER BY created_at, id`.map(
    toClient,
  );
