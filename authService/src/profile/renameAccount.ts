import { setTimeout as wait } from 'node:timers/promises';
import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { readName } from '../account/names.ts';
import { writeRename } from '../account/renameStore.ts';
import { requestAccountMail } from '../mails/accountMailRequest.ts';
import { type Profile, profileOf, requireUser } from './profile.ts';
import { setPoolAttribute } from './profilePool.ts';

const ATTEMPTS = 8;
const FIRST_WAIT_MS = 20;

/**
 * Gives the caller's account another name. The old name is given up: the next account that is confirmed with it, or takes it, owns it. The
 * new one becomes the account's unless another account owns it; then it signs in by its address alone.
 *
 * Repeated, it changes nothing but completes what was cut off.
 *
 * @throws DomainError NOT_FOUND; UNAVAILABLE
 */
export const renameAccount = async (caller: Caller, fullName: string): Promise<Profile> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const user = await requireUser(caller.userId);
    const { userId, username } = user;
    const [before, after] = await Promise.all([readName(user.fullName), readName(fullName)]);
    const isChange = user.fullName !== fullName;
    const renamed =
      !isChange ||
      (await writeRename({
        userId,
        username,
        before: { fullName: user.fullName, row: before },
        after: { fullName, row: after },
      }));
    if (renamed) {
      await setPoolAttribute(username, 'name', fullName);
      if (isChange) await requestAccountMail('nameChanged', userId);
      return profileOf({ ...user, fullName }, caller.groups);
    }
    await wait(Math.random() * FIRST_WAIT_MS * 2 ** attempt);
  }
  throw new DomainError('UNAVAILABLE', 'Several requests are changing this name at the same time: try again.');
};
