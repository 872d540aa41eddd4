import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import type { User } from '../account/account.ts';
import { getUser } from '../account/userStore.ts';

/** An account as its owner sees it. */
export type Profile = Pick<User, 'userId' | 'fullName' | 'email' | 'createdAt'> & { groups: string[]; mfa: boolean };

/** Returns an account. @throws DomainError NOT_FOUND */
export const requireUser = async (userId: string): Promise<User> => {
  const user = await getUser(userId);
  if (user?.username === undefined) throw new DomainError('NOT_FOUND', 'There is no such user.');
  return user;
};

export const profileOf = ({ userId, fullName, email, createdAt, mfa }: User, groups: string[]): Profile => ({
  userId,
  fullName,
  email,
  createdAt,
  groups,
  mfa: mfa ?? false,
});

/** Returns the caller's account; its groups are those of the token. @throws DomainError NOT_FOUND */
export const ownProfile = async ({ userId, groups }: Caller): Promise<Profile> =>
  profileOf(await requireUser(userId), groups);
