import { createHash } from 'node:crypto';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { UserIdentifier } from '../account/account.ts';
import { recordAccount } from '../account/recordAccount.ts';
import { requireFewWaiting } from '../account/resolveAccount.ts';
import { confirmUser, findUser } from '../account/userPool.ts';
import { getUser } from '../account/userStore.ts';

/**
 * Confirms the account that the code belongs to. Its rows are written by the pool's PostConfirmation trigger. When the trigger failed, now or
 * at an earlier try, Cognito has confirmed the account all the same and does not call the trigger again: then the rows are written here.
 * (An account that never comes back here gets them at its first sign-in.) The code that has confirmed an account is accepted again.
 *
 * @throws DomainError INVALID_CONFIRMATION_CODE, also where there is no such account
 */
export const confirmAccount = async (who: UserIdentifier, code: string): Promise<void> => {
  for (const username of await requireFewWaiting(who)) {
    const codeHash = createHash('sha256').update(`${username} ${code}`).digest('base64');
    const outcome = await confirmUser(username, code, codeHash);
    if (outcome === 'confirmed') return;
    if (outcome === 'trigger failed') {
      log.warn('the trigger failed: the rows are written by the route');
      await recordConfirmed(username, codeHash);
      return;
    }
    if (outcome === 'confirmed before' && (await recordConfirmed(username)) === codeHash) return;
  }
  throw new DomainError('INVALID_CONFIRMATION_CODE', 'The code is wrong or has expired.', {
    issues: [{ path: 'confirmationCode', message: 'is wrong or has expired' }],
  });
};

/** Writes the rows of a confirmed account where they are missing. @returns the hash of the code that has confirmed it, where it is known */
const recordConfirmed = async (username: string, codeHash?: string): Promise<string | undefined> => {
  const user = await findUser(username);
  if (user?.status !== 'CONFIRMED') return undefined;
  const row = await getUser(user.sub);
  if (row?.username !== undefined) return row.codeHash;
  await recordAccount({ ...user, codeHash });
  return undefined;
};
