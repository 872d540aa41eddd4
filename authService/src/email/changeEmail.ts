import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { readAddress } from '../account/addresses.ts';
import { recordEmail } from '../account/recordEmail.ts';
import { signedInAccount } from '../account/signedInPool.ts';
import { requestAccountMail } from '../mails/accountMailRequest.ts';
import { countMail } from '../signUp/mailLimit.ts';
import { confirmAddress, offerAddress } from './emailPool.ts';

/**
 * Mails a code to a new address of the caller's, and notifies the present one, which stays valid until the code is given. The address of
 * another confirmed account gets a different email instead; the caller does not find out.
 *
 * @throws DomainError INVALID_INPUT for the present address; UNAUTHORIZED; TOO_MANY_REQUESTS; CODE_NOT_SENT
 */
export const requestNewEmail = async (caller: Caller, email: string): Promise<void> => {
  const account = await signedInAccount(caller);
  if (email === account.email)
    throw invalidInput([{ path: 'email', message: 'is the address of the account already' }]);
  await countMail(email);
  const owner = (await readAddress(email))?.owner;
  await requestAccountMail('emailChanging', account.userId);
  if (owner !== undefined && owner !== account.userId) return requestAccountMail('addressWanted', owner);
  await offerAddress(account.accessToken, email);
};

/**
 * Makes the new address the account's, with the code that was mailed to it. The old one is given up and told.
 *
 * The caller has a session, so a password that the owner of the mailbox accepts: the address is settled, even where it was contested. A
 * confirmation that was cut off after Cognito made it is completed by the next one, or by the next sign-in.
 *
 * @throws DomainError INVALID_CONFIRMATION_CODE; UNAUTHORIZED
 */
export const confirmNewEmail = async (caller: Caller, code: string): Promise<void> => {
  const { accessToken } = await signedInAccount(caller);
  const isConfirmed = await confirmAddress(accessToken, code);
  const { userId, email } = await signedInAccount(caller);
  const isRecorded = await recordEmail(userId, email);
  if (isRecorded) return requestAccountMail('emailChanged', userId);
  if (isConfirmed) return;
  throw new DomainError('INVALID_CONFIRMATION_CODE', 'The code is wrong or has expired.', {
    issues: [{ path: 'confirmationCode', message: 'is wrong or has expired' }],
  });
};
