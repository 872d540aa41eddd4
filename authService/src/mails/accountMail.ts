import { log } from '@ecommerce/shared/log.ts';
import { type Mail, sendMail } from '@ecommerce/shared/mail.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import type { User } from '../account/account.ts';
import { getUser } from '../account/userStore.ts';
import type { AccountMailKind, AccountMailRequest } from './accountMailRequest.ts';

/** Tells the owner of a confirmed account what happened to it, at the address that the account has by then. */
export const sendAccountMail = async ({ mail: kind, userId }: AccountMailRequest): Promise<void> => {
  const user = await getUser(userId);
  if (!user) return log.info('mail dropped: there is no such account', { userId, kind });
  await sendMail(accountMail(kind, user));
  log.info('mail sent', { userId, kind });
};

const notYou = 'If it was not you, reset your password at once: that ends all sessions of the account.';

/** Subject and text of each mail, by its kind. */
const TEXTS: Record<AccountMailKind, (user: User) => [subject: string, text: string]> = {
  signedUpAgain: ({ fullName }) => [
    'You already have an account',
    `Somebody has signed up at ${shopName} with this address. It belongs to the account of "${fullName}", which has not changed.

If it was you, sign in with your email address. If you have forgotten your password, reset it.
If it was not you, there is nothing to do.`,
  ],
  addressWanted: ({ fullName }) => [
    'Your email address was given for another account',
    `Somebody wants to use this address for another account at ${shopName}. It belongs to the account of "${fullName}", which has not changed.

If it was you, sign in to this account instead, or give it another address first.
If it was not you, there is nothing to do.`,
  ],
  nameChanged: ({ fullName }) => [
    'Your name was changed',
    `Your account at ${shopName} is now called "${fullName}". The old name no longer signs in.

${notYou}`,
  ],
  passwordChanged: ({ fullName }) => [
    'Your password was changed',
    `The password of the account of "${fullName}" at ${shopName} was changed, and all sessions have ended.

If it was not you, reset your password at once.`,
  ],
  emailChanging: ({ fullName }) => [
    'A new email address for your account',
    `Somebody has asked to give the account of "${fullName}" at ${shopName} another email address.
This address stays valid until the new one is confirmed with a code that was sent to it.

${notYou}`,
  ],
  emailChanged: ({ fullName }) => [
    'Your email address was changed',
    `The account of "${fullName}" at ${shopName} now has another email address. This one no longer signs in.

If it was not you, contact ${shopName} at once.`,
  ],
  mfaEnabled: ({ fullName }) => [
    'Two-factor sign-in is on',
    `Signing in to the account of "${fullName}" at ${shopName} now needs a code of your authenticator app.

${notYou}`,
  ],
  mfaDisabled: ({ fullName }) => [
    'Two-factor sign-in is off',
    `Signing in to the account of "${fullName}" at ${shopName} no longer needs a code of an authenticator app.

${notYou}`,
  ],
  mfaRemoved: ({ fullName }) => [
    'Two-factor sign-in was removed',
    `An administrator of ${shopName} has removed the authenticator app of the account of "${fullName}".
Signing in needs the password alone until you set up an app again.

If you did not ask for that, contact ${shopName} at once.`,
  ],
  groupsChanged: ({ fullName }) => [
    'Your rights were changed',
    `An administrator of ${shopName} has changed what the account of "${fullName}" may do. Sign in again to use it.

If you do not expect that, contact ${shopName}.`,
  ],
};

const accountMail = (kind: AccountMailKind, user: User): Mail => {
  const [subject, text] = TEXTS[kind](user);
  const to = kind === 'emailChanged' ? (user.previousEmail ?? user.email) : user.email;
  return { to, subject, text: `${text}\n\n${shopName}\n` };
};
