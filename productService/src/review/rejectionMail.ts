import { log } from '@ecommerce/shared/log.ts';
import { type Mail, MailBeingSent, sendClaimedMail } from '@ecommerce/shared/mail.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import type { Product } from '../product/product.ts';
import { claimRejectionMail, markRejectionMailed, releaseRejectionMail } from '../product/productStore.ts';
import type { RejectionMailRequest } from './rejectionMailRequest.ts';

/**
 * Sends the mail about a rejection under a claim on the product's row. A product that was changed or deleted since then has none:
 * the mail would no longer be true.
 *
 * @param deadline in epoch milliseconds
 * @throws MailBeingSent while another call holds the mail
 */
export const sendRejectionMail = async ({ id, rejectedAt }: RejectionMailRequest, deadline: number): Promise<void> => {
  const rejection = { id, rejectedAt };
  const claimedAt = new Date();
  const { updated: isClaimed, row: product } = await claimRejectionMail(rejection, claimedAt);
  if (product?.status !== 'rejected' || product.rejectedAt !== rejectedAt) {
    return log.info('mail dropped: the product is no longer rejected', { id, kind: 'rejected' });
  }
  if (!isClaimed && product.rejectionMailedAt !== undefined) return;
  if (!isClaimed) throw new MailBeingSent(`Another call is sending the mail about product ${id}`);
  const write = () => rejectionMail(product);
  const release = () => releaseRejectionMail(rejection, claimedAt);
  const record = () => markRejectionMailed(rejection, new Date());
  await sendClaimedMail({ write, release, record }, deadline);
  log.info('mail sent', { id, kind: 'rejected' });
};

const rejectionMail = ({ email, productName, rejectionReason = '' }: Product): Mail => ({
  to: email,
  subject: `Your product was not accepted: ${productName}`,
  text: `Your product "${productName}" is not on sale.\n\nThe reason: ${rejectionReason}\n\nYou are welcome to offer it again.\n\n${shopName}\n`,
});
