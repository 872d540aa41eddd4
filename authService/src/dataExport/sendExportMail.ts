import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { log } from '@ecommerce/shared/log.ts';
import { type Mail, MailBeingSent, sendClaimedMail } from '@ecommerce/shared/mail.ts';
import { getUser } from '../account/userStore.ts';
import { accountMail } from '../mails/accountMail.ts';
import type { ExportMailRequest } from '../mails/accountMailRequest.ts';
import { claimExportMail, markExportMailSent, releaseExportMail } from './exportStore.ts';
import { hashOfSecret, newSecret, tokenOf } from './exports.ts';

/** The address of this service's API. */
const { API_URL } = readEnvironment({ API_URL: name });

/**
 * Sends the email with the link to an export. It is claimed first, so that it is sent once; an attempt that was cut off between the two may
 * be followed by another email, whose link works as well.
 *
 * @param deadline in epoch milliseconds, for recording that the email was sent
 * @throws MailBeingSent while another call holds the claim
 */
export const sendExportMail = async ({ userId, exportId }: ExportMailRequest, deadline: number): Promise<void> => {
  const user = await getUser(userId);
  const secret = newSecret();
  const claim = user ? await claimExportMail(userId, exportId, hashOfSecret(secret)) : 'gone';
  if (claim === 'sent') return;
  if (claim === 'being sent') throw new MailBeingSent(`Another call is sending the email about export ${exportId}`);
  if (!user || claim === 'gone') return log.info('mail dropped: there is no such export', { userId, exportId });
  const url = `${API_URL}/exports/${tokenOf(userId, secret)}`;
  await sendClaimedMail(
    {
      write: (): Mail => accountMail('exportReady', user.email, user, url),
      release: () => releaseExportMail(userId, exportId, claim.claimedAt),
      record: () => markExportMailSent(userId, exportId),
    },
    deadline,
  );
  log.info('mail sent', { userId, kind: 'exportReady' });
};
