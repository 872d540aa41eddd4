import type { PageRequest } from '@ecommerce/shared/dynamodb.ts';
import { invalidInput } from '@ecommerce/shared/errors.ts';
import * as z from 'zod';
import type { User } from '../account/account.ts';
import { comparableName } from '../account/names.ts';
import { type Found, queryByBeginning, queryNewest } from './userListStore.ts';

/** An account in a list. */
type ShownUser = Pick<User, 'userId' | 'fullName' | 'email' | 'createdAt'>;
export type UserPage = { users: ShownUser[]; nextCursor?: string };

/** Where a list goes on: names first, then addresses; or by age. */
const Cursor = z.union([
  z.tuple([z.literal('name'), z.string().min(1), z.string().min(1)]),
  z.tuple([z.literal('email'), z.string(), z.string()]), // empty: from the first address
  z.tuple([z.literal('age'), z.string().min(1)]),
]);
type Cursor = z.infer<typeof Cursor>;

/**
 * Returns a page of confirmed accounts: those whose name begins with `q`, then those whose address does; without `q` all, the newest first.
 *
 * @throws DomainError INVALID_INPUT for a cursor of another list
 */
export const listUsers = async ({ q, limit, cursor }: PageRequest & { q?: string | undefined }): Promise<UserPage> => {
  const position = cursor === undefined ? undefined : decode(cursor);
  if (q === undefined) return listByAge(limit, position);
  if (position?.[0] === 'age') throw foreignCursor();
  return position?.[0] === 'email' ? listByEmail(q, limit, position) : listByName(q, limit, position);
};

const listByAge = async (limit: number, position: Cursor | undefined): Promise<UserPage> => {
  if (position && position[0] !== 'age') throw foreignCursor();
  const found = await queryNewest(limit, position?.[1]);
  const last = found.at(-1);
  return pageOf(found, found.length === limit && last ? ['age', last.key] : undefined);
};

const listByName = async (q: string, limit: number, position: Cursor | undefined): Promise<UserPage> => {
  const after = position?.[0] === 'name' ? { key: position[1], entry: position[2] } : undefined;
  const { found, last } = await queryByBeginning('name', comparableName(q), { limit, after });
  const named = found.filter(({ user, key }) => comparableName(user.fullName) === key);
  if (last) return pageOf(named, ['name', last.key, last.entry]);
  if (found.length === limit) return pageOf(named, ['email', '', '']);
  const { users, ...rest } = await listByEmail(q, limit - found.length, undefined);
  return { ...rest, users: [...pageOf(named, undefined).users, ...users] };
};

/** Leaves out whom the list by name has shown. */
const listByEmail = async (q: string, limit: number, position: Cursor | undefined): Promise<UserPage> => {
  const [, key, entry] = position ?? [];
  const after = key && entry ? { key, entry } : undefined;
  const { found, last } = await queryByBeginning('email', q.toLowerCase(), { limit, after });
  const others = found.filter(
    ({ user, key }) => user.email === key && !comparableName(user.fullName).startsWith(comparableName(q)),
  );
  return pageOf(others, last && ['email', last.key, last.entry]);
};

const pageOf = (found: Found[], next: Cursor | undefined): UserPage => ({
  users: found.map(({ user: { userId, fullName, email, createdAt } }) => ({ userId, fullName, email, createdAt })),
  ...(next ? { nextCursor: Buffer.from(JSON.stringify(next)).toString('base64url') } : {}),
});

const decode = (cursor: string): Cursor => {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw foreignCursor();
  }
};

const foreignCursor = () => invalidInput([{ path: 'cursor', message: 'is not a cursor of this list' }]);
