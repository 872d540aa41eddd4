import { log } from '@ecommerce/shared/log.ts';
import { type Mail, sendMail } from '@ecommerce/shared/mail.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import type { User } from '../account/account.ts';
import { getUser } from '../account/userStore.ts';
import type { OwnerMailRequest } from './ownerMailRequest.ts';

/** Emails the owner of a confirmed account, at its current address, that somebody signed up with that address. */
export const sendOwnerMail = async ({ userId }: OwnerMailRequest): Promise<void> => {
  const user = await getUser(userId);
  if (!user) return log.info('email not sent: there is no such account', { userId, kind: 'signedUpAgain' });
  await sendMail(ownerMail(user));
  log.info('email sent', { userId, kind: 'signedUpAgain' });
};

const ownerMail = ({ email, fullName }: User): Mail => ({
  to: email,
  subject: 'You already have an account',
  text: `Somebody has signed up at ${shopName} with this address. It belongs to the account of "${fullName}", which has not changed.

If it was you, sign in with your email address. If you have forgotten your password, reset it.
If it was not you, there is nothing to do.

${shopName}
`,
});
