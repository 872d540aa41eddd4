import { log } from '@ecommerce/shared/log.ts';
import { MailBeingSent, sendClaimedMail } from '@ecommerce/shared/mail.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import { type MailClaim, markMailSent, releaseMail } from '../order/mailClaimStore.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { type MailContent, renderMail } from './renderMail.ts';

/**
 * Sends a mail of an order under its claim. A mail that was sent before is not sent again; one that another call is sending is left to it.
 *
 * Should the function die between the mail and its record, the mail goes out again once the claim has expired: SES has no way to
 * send a mail under a key, and a second mail is better than none.
 *
 * @param contentOf what the mail says, of the order as it was when the mail was claimed
 * @param deadline in epoch milliseconds, for recording that the mail was sent
 * @throws MailBeingSent while another call holds the claim
 */
export const sendMailOnce = async (
  claim: MailClaim,
  contentOf: (order: StoredOrder) => MailContent,
  deadline: number,
): Promise<void> => {
  const { key, order } = claim;
  if (claim.claimedAt === undefined) {
    if (order.mails[key]?.state === 'sent') return;
    throw new MailBeingSent(`Another call is sending the mail '${key}' of order ${order.orderId}`);
  }
  const write = () => ({ to: order.email, ...renderMail(contentOf(order), order, shopName) });
  const record = () => markMailSent(claim);
  await sendClaimedMail({ write, release: () => releaseMail(claim), record }, deadline);
  log.info('mail sent', { orderId: order.orderId, kind: key });
};
