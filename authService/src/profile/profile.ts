import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import type { User } from '../account/account.ts';
import { getUser } from '../account/userStore.ts';

/** An account as its owner sees it. */
export type Profile = Pick<User, 'userId' | 'fullName' | 'email' | 'locale' | 'createdAt'> & {
  groups: string[];
  mfa: boolean;
};

/**
 * Returns an account. Rows that an old release wrote have no username; Cognito finds the account by its `sub` too.
 *
 * @throws DomainError NOT_FOUND, also for the key of another kind of row
 */
export const requireUser = async (userId: string): Promise<User> => {
  const user = await getUser(userId);
  if (user?.email === undefined) throw new DomainError('NOT_FOUND', 'There is no such user.');
  return { ...user, username: user.username ?? userId };
};

export const profileOf = ({ userId, fullName, email, locale, createdAt, mfa }: User, groups: string[]): Profile => ({
  userId,
  fullName,
  email,
  locale,
  createdAt,
  groups,
  mfa: mfa ?? false,
});

/** Returns the caller's account; its groups are those of the token. @throws DomainError NOT_FOUND */
export const ownProfile = async ({ userId, groups }: Caller): Promise<Profile> =>
  profileOf(await requireUser(userId), groups);
