import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import { type SignedInAccount, signedInAccount } from '../account/signedInPool.ts';
import { setMfa } from '../account/userStore.ts';
import { requestAccountMail } from '../mails/accountMailRequest.ts';
import { requireUser } from '../profile/profile.ts';
import { askForCodes, askForNoCodes, newSecret, verifyApp } from './mfaPool.ts';
import { checkCredentials } from './reauthentication.ts';

/** What an authenticator app needs: the secret in Base32, and the same as the address that a QR code shows. */
export type AppSecret = { secret: string; uri: string };

/**
 * Begins to set up an authenticator app. Sign-ins ask for codes once the first was confirmed.
 *
 * @throws DomainError INVALID_CREDENTIALS; MFA_ENABLED; UNAUTHORIZED
 */
export const beginMfa = async (caller: Caller, password: string): Promise<AppSecret> => {
  const account = await signedInAccount(caller);
  if (account.mfa) throw hasApp();
  await checkCredentials(account, password);
  const secret = await newSecret(account.accessToken);
  return { secret, uri: keyUri(secret, account) };
};

/** @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
const keyUri = (secret: string, { email }: SignedInAccount): string =>
  `otpauth://totp/${encodeURIComponent(shopName)}:${encodeURIComponent(email)}?secret=${secret}&issuer=${encodeURIComponent(shopName)}`;

/** Turns on codes at sign-in with the first code of the app. @throws DomainError INVALID_CONFIRMATION_CODE; MFA_ENABLED; UNAUTHORIZED */
export const confirmMfa = async (caller: Caller, code: string): Promise<void> => {
  const { accessToken, userId, mfa } = await signedInAccount(caller);
  if (mfa) {
    await setMfa(userId, true); // an earlier confirmation may have been cut off here
    throw hasApp();
  }
  if (!(await verifyApp(accessToken, code))) throw wrongCode();
  await askForCodes(accessToken);
  await setMfa(userId, true);
  await requestAccountMail('mfaEnabled', userId);
};

/** Turns off codes at sign-in. @throws DomainError INVALID_CREDENTIALS; INVALID_CONFIRMATION_CODE; MFA_NOT_ENABLED; UNAUTHORIZED */
export const endMfa = async (caller: Caller, password: string, code: string): Promise<void> => {
  const account = await signedInAccount(caller);
  if (!account.mfa) throw new DomainError('MFA_NOT_ENABLED', 'The account has no authenticator app.');
  await checkCredentials(account, password, code);
  await turnOff(account);
  await requestAccountMail('mfaDisabled', account.userId);
};

/** Removes the authenticator app of somebody who has lost it. @throws DomainError NOT_FOUND */
export const removeMfa = async (admin: Caller, userId: string): Promise<void> => {
  await turnOff(await requireUser(userId));
  log.warn('authenticator app removed', { userId, by: admin.userId });
  await requestAccountMail('mfaRemoved', userId);
};

/** The row is written first, so that it never says that codes are required when they are not. */
const turnOff = async ({ userId, username }: { userId: string; username: string }): Promise<void> => {
  await setMfa(userId, false);
  await askForNoCodes(username);
};

const hasApp = () => new DomainError('MFA_ENABLED', 'The account has an authenticator app: remove it first.');

const wrongCode = () =>
  new DomainError('INVALID_CONFIRMATION_CODE', 'The code is wrong or has expired.', {
    issues: [{ path: 'code', message: 'is wrong or has expired' }],
  });
