import { textsIn } from '@ecommerce/shared/languages/language.ts';
import { log } from '@ecommerce/shared/log.ts';
import { type Mail, MailBeingSent, sendClaimedMail } from '@ecommerce/shared/mail.ts';
import { asSentence, isolated, singleLine } from '@ecommerce/shared/mails/formatting.ts';
import { renderMail } from '@ecommerce/shared/mails/mailTemplate.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import type { Product } from '../product/product.ts';
import { claimRejectionMail, markRejectionMailed, releaseRejectionMail } from '../product/productStore.ts';
import type { RejectionMailRequest } from './rejectionMailRequest.ts';

/**
 * Sends the email about a rejection, after claiming it in the product's row. If the product was changed or deleted since, nothing is
 * sent: the email would no longer be true.
 *
 * @param deadline in epoch milliseconds
 * @throws MailBeingSent while another call has claimed the email
 */
export const sendRejectionMail = async ({ id, rejectedAt }: RejectionMailRequest, deadline: number): Promise<void> => {
  const rejection = { id, rejectedAt };
  const claimedAt = new Date();
  const { updated: isClaimed, row: product } = await claimRejectionMail(rejection, claimedAt);
  if (product?.status !== 'rejected' || product.rejectedAt !== rejectedAt) {
    return log.info('email not sent: the product is no longer rejected', { id, kind: 'rejected' });
  }
  if (!isClaimed && product.rejectionMailedAt !== undefined) return;
  if (product.email === '') return log.info('email dropped: the seller was erased', { id, kind: 'rejected' });
  if (!isClaimed) throw new MailBeingSent(`Another call is sending the email about product ${id}`);
  const write = () => rejectionMail(product);
  const release = () => releaseRejectionMail(rejection, claimedAt);
  const record = () => markRejectionMailed(rejection, new Date());
  await sendClaimedMail({ write, release, record }, deadline);
  log.info('email sent', { id, kind: 'rejected' });
};

/** Renders the email in the seller's language. */
const rejectionMail = ({ email, locale, productName, rejectionReason = '' }: Product): Mail => {
  const texts = textsIn(locale);
  const product = isolated(singleLine(productName));
  const wording = texts.products.rejected({ product, reason: asSentence(rejectionReason) });
  return { to: email, ...renderMail({ ...wording, texts, shopName }) };
};
