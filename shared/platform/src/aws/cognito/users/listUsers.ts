import type { SQLInputValue } from 'node:sqlite';
import * as z from 'zod';
import { refusals } from '../errors.ts';
import { member, operation } from '../parameters.ts';
import { requirePool, type UserPool } from '../pools/pools.ts';
import { pageSize, readPageToken, writePageToken } from './paging.ts';
import { describeUser } from './userAdministration.ts';
import { attributeList, comparable, type User } from './users.ts';

/** The columns of a filter's attributes. The first three are indexed. */
const COLUMNS: Record<string, string> = {
  username: 'username_key',
  email: 'email_key',
  sub: 'sub',
  name: "document ->> '$.attributes.name'",
  given_name: "document ->> '$.attributes.given_name'",
  family_name: "document ->> '$.attributes.family_name'",
  preferred_username: "document ->> '$.attributes.preferred_username'",
  phone_number: "document ->> '$.attributes.phone_number'",
  'cognito:user_status': "document ->> '$.status'",
  status: "iif(document ->> '$.enabled', 'enabled', 'disabled')",
};

/** `attribute = "value"` or `attribute ^= "value"` (begins with); a quote inside the value is written `\"`. */
const FILTER = /^\s*([\w:]+)\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/su;

const wanted = (pool: UserPool, attribute: string, value: string): string => {
  if (attribute === 'username' || attribute === 'email') return comparable(pool, value);
  if (attribute === 'status') return value.toLowerCase();
  return attribute === 'cognito:user_status' ? value.toUpperCase() : value;
};

/**
 * Converts a filter to an SQL condition, without any text of the client: the column is one of ours, and the value is bound.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html
 */
const condition = (pool: UserPool, filter: string | undefined): { sql: string; values: SQLInputValue[] } => {
  if (!filter?.trim()) return { sql: '', values: [] };
  const [, attribute = '', operator, quoted = ''] = FILTER.exec(filter) ?? [];
  if (operator === undefined) throw refusals.invalidParameter('Error while parsing filter.');
  const column = Object.hasOwn(COLUMNS, attribute) ? COLUMNS[attribute] : undefined;
  if (column === undefined) throw refusals.invalidParameter(`Invalid search attribute: ${attribute}`);
  const value = wanted(pool, attribute, quoted.replace(/\\(.)/gsu, '$1'));
  if (operator === '=') return { sql: `AND ${column} = ?`, values: [value] };
  return { sql: `AND substr(${column}, 1, length(?)) = ?`, values: [value, value] };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
const ListUsers = operation(
  {
    UserPoolId: member.userPoolId,
    Filter: z.string().max(256).optional(),
    Limit: member.limit.optional(),
    PaginationToken: member.pageToken.optional(),
    AttributesToGet: z.array(z.string()).optional(),
  },
  (context, { UserPoolId, Filter, Limit, PaginationToken, AttributesToGet }) => {
    const pool = requirePool(context, UserPoolId);
    const { sql, values } = condition(pool, Filter);
    const size = pageSize(Limit);
    const rows = context.database.query<{ position: number; document: string }>(
      `SELECT position, document FROM users WHERE pool_id = ? AND position > ? ${sql} ORDER BY position LIMIT ?`,
      [UserPoolId, readPageToken(PaginationToken), ...values, size + 1],
    );
    const shown = rows.slice(0, size);
    const last = rows.length > size ? shown.at(-1) : undefined;
    return {
      Users: shown.map(({ document }) => {
        const user: User = JSON.parse(document);
        const Attributes = attributeList(user).filter(({ Name }) => AttributesToGet?.includes(Name) ?? true);
        return { ...describeUser(user), Attributes };
      }),
      ...(last ? { PaginationToken: writePageToken(last.position) } : {}),
    };
  },
);

export const listUsersOperations = { ListUsers };
