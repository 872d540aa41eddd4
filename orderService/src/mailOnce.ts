import { log } from '@ecommerce/shared/log.ts';
import { sendMail } from '@ecommerce/shared/mail.ts';
import { type Letter, toContent } from './mails/letter.ts';
import { type Order, OrderError } from './order.ts';
import { type MailClaim, markMailSent, releaseMail } from './orderStore.ts';

/**
 * Sends the mail that was claimed, and notes it. A mail that was sent before is not sent again; one that another call is sending is
 * left to it, and asked for again later. Whatever fails before the mail is out gives the claim back.
 *
 * Should the function die between the mail and its note, the mail goes out again once the lease is over: SES has no way to
 * send a mail under a key, and a second mail is better than none.
 *
 * @param letterOf what the mail says, of the order as it was when it was claimed
 * @param before work that must be done before the mail, under the same claim; done in any case
 * @throws OrderError MailBeingSent while another call holds the claim
 */
export const mailOnce = async (
  claim: MailClaim,
  letterOf: (order: Order) => Letter,
  before: () => Promise<void> = async () => {},
): Promise<void> => {
  const { key, order } = claim;
  if (claim.claimedAt === undefined) {
    await before();
    if (order.mails[key]?.state === 'sent') return;
    throw new OrderError('MailBeingSent', `Another call is sending the mail '${key}' of order ${order.orderId}`);
  }
  try {
    await before();
    await sendMail({ to: order.email, ...toContent(letterOf(order), order) });
  } catch (error) {
    await releaseMail(claim).catch((reason) => log.warn('claim kept until its lease ends', { error: reason }));
    throw error;
  }
  log.info('mail sent', { orderId: order.orderId, kind: key });
  await markMailSent(claim);
};
