import { createHash } from 'node:crypto';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { UserIdentifier } from '../account/account.ts';
import { recordAccount } from '../account/recordAccount.ts';
import { requireFewWaiting } from '../account/resolveAccount.ts';
import { confirmUser, findUser } from '../account/userPool.ts';
import { getUser } from '../account/userStore.ts';

/**
 * Confirms the account that the code belongs to. The pool's PostConfirmation trigger writes its rows. If the trigger failed, now or at an
 * earlier attempt, Cognito has confirmed the account anyway and does not call the trigger again: then the rows are written here. (If this
 * is never called again, they are written at the first sign-in.) The code that confirmed an account is accepted again.
 *
 * @throws DomainError INVALID_CONFIRMATION_CODE, also if there is no such account
 */
export const confirmAccount = async (who: UserIdentifier, code: string): Promise<void> => {
  for (const username of await requireFewWaiting(who)) {
    const codeHash = createHash('sha256').update(`${username} ${code}`).digest('base64');
    const outcome = await confirmUser(username, code, codeHash);
    if (outcome === 'confirmed') return;
    if (outcome === 'trigger failed') {
      log.warn('the trigger failed: the route writes the rows');
      await recordConfirmed(username, codeHash);
      return;
    }
    if (outcome === 'confirmed before' && (await recordConfirmed(username)) === codeHash) return;
  }
  throw new DomainError('INVALID_CONFIRMATION_CODE', 'The code is wrong or has expired.', {
    issues: [{ path: 'confirmationCode', message: 'is wrong or has expired' }],
  });
};

/** Writes the missing rows of a confirmed account. @returns the hash of the code that confirmed it, if known */
const recordConfirmed = async (username: string, codeHash?: string): Promise<string | undefined> => {
  const user = await findUser(username);
  if (user?.status !== 'CONFIRMED') return undefined;
  const row = await getUser(user.sub);
  if (row?.username !== undefined) return row.codeHash;
  await recordAccount({ ...user, codeHash });
  return undefined;
};
