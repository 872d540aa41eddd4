import { readEnvironment } from '@ecommerce/shared/config.ts';
import { textsIn } from '@ecommerce/shared/languages/language.ts';
import type { Texts } from '@ecommerce/shared/languages/texts.ts';
import { log } from '@ecommerce/shared/log.ts';
import { MailBeingSent, sendClaimedMail } from '@ecommerce/shared/mail.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import * as z from 'zod';
import { type MailClaim, markMailSent, releaseMail } from '../order/mailClaimStore.ts';
import { mailedOrderKey } from '../order/orderKey.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import type { MailContent } from './orderMailContent.ts';
import { renderOrderMail, type Shop } from './renderOrderMail.ts';

const { SHOP_URL } = readEnvironment({ SHOP_URL: z.literal('').or(z.url({ protocol: /^https?$/ })) });
const SHOP: Shop = { name: shopName, url: SHOP_URL };

/**
 * Sends an order's claimed email. An email that was sent before is not sent again.
 *
 * If the function dies after sending the email and before recording it, the email is sent again once the claim has expired: SES has no
 * idempotency key, and a second email is better than none.
 *
 * @param contentOf returns the content for the order as it was when the email was claimed, in its customer's language
 * @param deadline in epoch milliseconds, for recording that the email was sent
 * @throws MailBeingSent while another call holds the claim
 */
export const sendMailOnce = async (
  claim: MailClaim & { to: string },
  contentOf: (order: StoredOrder, texts: Texts) => MailContent,
  deadline: number,
): Promise<void> => {
  const { key, order } = claim;
  if (claim.claimedAt === undefined) {
    if (order.mails[key]?.state === 'sent') return;
    throw new MailBeingSent(`Another call is sending the email '${key}' of order ${order.orderId}`);
  }
  const texts = textsIn(order.locale);
  const write = async () => ({
    to: claim.to,
    ...renderOrderMail(contentOf(order, texts), { order, key: await mailedOrderKey(order) }, texts, SHOP),
  });
  const record = () => markMailSent(claim);
  await sendClaimedMail({ write, release: () => releaseMail(claim), record }, deadline);
  log.info('email sent', { orderId: order.orderId, kind: key });
};
