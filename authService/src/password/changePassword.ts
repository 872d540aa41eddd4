import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { endSessions } from '../account/sessionPool.ts';
import { signedInAccount } from '../account/signedInPool.ts';
import { requestAccountMail } from '../mails/accountMailRequest.ts';
import { checkNewPassword } from './newPassword.ts';
import { replacePassword, userPoolId } from './passwordPool.ts';

/**
 * Replaces the caller's password and ends all sessions, the caller's too. The owner is mailed.
 *
 * @throws DomainError INVALID_PASSWORD; INVALID_CREDENTIALS where the old one is wrong; UNAUTHORIZED; TOO_MANY_REQUESTS
 */
export const changePassword = async (caller: Caller, oldPassword: string, newPassword: string): Promise<void> => {
  checkNewPassword(newPassword, 'newPassword');
  const { accessToken, username, userId } = await signedInAccount(caller);
  if (!(await replacePassword(accessToken, oldPassword, newPassword))) {
    throw new DomainError('INVALID_CREDENTIALS', 'Incorrect password.');
  }
  const consequences = [endSessions(userPoolId, username), requestAccountMail('passwordChanged', userId)];
  await Promise.allSettled(consequences); // neither may keep the other from happening
  await Promise.all(consequences);
};
