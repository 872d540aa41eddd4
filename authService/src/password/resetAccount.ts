import { DomainError } from '@ecommerce/shared/errors.ts';
import type { UserIdentifier } from '../account/account.ts';
import { settleAddress } from '../account/addresses.ts';
import { findConfirmed } from '../account/resolveAccount.ts';
import { endUserSessions, findUser, resetPassword, sendResetCode } from '../account/userPool.ts';
import { checkNewPassword } from './newPassword.ts';

/** Emails a code to reset the password, if the account exists. */
export const forgotPassword = async (who: UserIdentifier): Promise<void> => {
  const username = await findConfirmed(who);
  if (username !== undefined) await sendResetCode(username);
};

/**
 * Sets a new password with the code from the email. That ends all sessions and settles a contested address: the pool's PostConfirmation
 * trigger does both, and this function does them if the trigger failed.
 *
 * @throws DomainError INVALID_PASSWORD; INVALID_CONFIRMATION_CODE, also if there is no such account
 */
export const resetAccount = async (who: UserIdentifier, code: string, password: string): Promise<void> => {
  checkNewPassword(password);
  const username = await findConfirmed(who);
  const outcome = username === undefined ? 'refused' : await resetPassword(username, code, password);
  if (outcome === 'trigger failed' && username !== undefined) {
    await endUserSessions(username);
    const user = await findUser(username);
    if (user) await settleAddress(user.email, user.sub);
  }
  if (outcome !== 'refused') return;
  throw new DomainError('INVALID_CONFIRMATION_CODE', 'The code is wrong or has expired.', {
    issues: [{ path: 'confirmationCode', message: 'is wrong or has expired' }],
  });
};
