import type { User } from './account.ts';
import { comparableName } from './names.ts';

/*
 * How `GET /users` finds confirmed accounts without a scan: the index `byList` of `Users` holds an entry for the name and the address of each
 * account, which are rows of their own, and the account's own row by its age.
 * A list of names is in as many partitions as names have first characters, the list by age in sixteen: no partition takes every sign-up.
 */

/** The attributes that put a row into the index `byList`. */
export type ListKeys = { listPart: string; listKey: string };

/** A row that refers to the account `of`. */
export type Entry = ListKeys & { userId: string; of: string };

const startOf = (text: string): string => [...text][0] ?? '';

/** Where a list of names or addresses with this beginning is. */
export const listPart = (list: 'name' | 'email', beginning: string): string => `${list}#${startOf(beginning)}`;

/** The partitions of the list by age: the first digit of an account's id. */
export const AGE_PARTS = [...'0123456789abcdef'].map((digit) => `age#${digit}`);

/** The key of an account's entry in a list. */
const entryKey = (list: 'name' | 'email', sub: string): string => `entry#${list}#${sub}`;

/** The keys of all rows that refer to an account. */
export const entryKeys = (sub: string): string[] => [entryKey('name', sub), entryKey('email', sub)];

export const nameEntry = (sub: string, fullName: string): Entry => {
  const listKey = comparableName(fullName);
  return { userId: entryKey('name', sub), of: sub, listPart: listPart('name', listKey), listKey };
};

export const emailEntry = (sub: string, email: string): Entry => ({
  userId: entryKey('email', sub),
  of: sub,
  listPart: listPart('email', email),
  listKey: email,
});

/** Creation time and id: unique, so that a list continues exactly after it. */
export const ageKeys = ({ userId, createdAt }: Pick<User, 'userId' | 'createdAt'>): ListKeys => ({
  listPart: AGE_PARTS[Number.parseInt(startOf(userId), 16)] ?? 'age#0',
  listKey: `${createdAt}#${userId}`,
});
