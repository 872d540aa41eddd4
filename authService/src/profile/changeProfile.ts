import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { setLocale } from '../account/userStore.ts';
import { ownProfile, type Profile, requireUser } from './profile.ts';
import { setPoolAttribute } from './profilePool.ts';
import { renameAccount } from './renameAccount.ts';

/**
 * Changes what is given of the name and the language of the caller's account. Repeated, it changes nothing but completes what was cut off.
 *
 * @throws DomainError NOT_FOUND; UNAVAILABLE
 */
export const changeProfile = async (
  caller: Caller,
  { fullName, locale }: { fullName?: string | undefined; locale?: string | undefined },
): Promise<Profile> => {
  if (locale !== undefined) await changeLanguage(caller.userId, locale);
  return fullName === undefined ? ownProfile(caller) : renameAccount(caller, fullName);
};

/** Sets the language of emails about the account, and of the claim `locale` of its next ID tokens. */
const changeLanguage = async (userId: string, locale: string): Promise<void> => {
  const { username } = await requireUser(userId);
  if (!(await setLocale(userId, locale))) throw new DomainError('NOT_FOUND', 'There is no such user.');
  await setPoolAttribute(username, 'locale', locale);
};
