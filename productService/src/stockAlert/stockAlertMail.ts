import { readEnvironment } from '@ecommerce/shared/config.ts';
import { textsIn } from '@ecommerce/shared/languages/language.ts';
import { log } from '@ecommerce/shared/log.ts';
import { type Mail, MailBeingSent, sendClaimedMail } from '@ecommerce/shared/mail.ts';
import { isolated, singleLine } from '@ecommerce/shared/mails/formatting.ts';
import { renderMail } from '@ecommerce/shared/mails/mailTemplate.ts';
import type { OrderableProduct } from '@ecommerce/shared/productFunctions.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import * as z from 'zod';
import { readOrderableProducts } from '../product/orderableProducts.ts';
import type { StockAlert } from './stockAlert.ts';
import type { BackInStockMailRequest } from './stockAlertMailRequest.ts';
import { claimAlertMail, deleteAnnounced, releaseAlertMail, returnToLine } from './stockAlertStore.ts';
import { announceAgain, withdrawAlert } from './withdrawAlert.ts';

const { SHOP_URL } = readEnvironment({ SHOP_URL: z.literal('').or(z.url({ protocol: /^https?$/ })) });

/**
 * Sends the email about a variant that is back in stock, after claiming it in the alert's row, and deletes the alert. If the variant is
 * sold out again or off sale, nothing is sent: the customer waits at the same place as before.
 *
 * @param deadline in epoch milliseconds
 * @throws MailBeingSent while another call has claimed the email
 */
export const sendBackInStockMail = async (request: BackInStockMailRequest, deadline: number): Promise<void> => {
  const { variantId, askedAt } = request;
  const about = { variantId, kind: 'backInStock' };
  const claimedAt = new Date();
  const { isClaimed, alert } = await claimAlertMail(request, claimedAt);
  if (alert?.status !== 'announced' || alert.askedAt !== askedAt) return log.info('email not sent: not wanted', about);
  if (!isClaimed) throw new MailBeingSent(`Another call is sending the email about variant ${variantId}`);
  const [variant] = await readOrderableProducts([{ productId: alert.productId, variantId }], { withSlug: true });
  if (typeof variant !== 'object' || variant.quantity === 0) {
    await waitAgain(alert);
    return log.info('email not sent: not in stock any more', about);
  }
  const write = () => backInStockMail(alert, variant);
  const release = () => releaseAlertMail(alert, claimedAt);
  const record = () => deleteAnnounced(alert, { unheard: false });
  await sendClaimedMail({ write, release, record }, deadline);
  log.info('email sent', about);
};

/** Puts a customer back into the line, unless the variant has gone for good. */
const waitAgain = async (alert: StockAlert): Promise<void> => {
  await returnToLine(alert);
  if (!(await announceAgain(alert.variantId))) await withdrawAlert(alert.customerId, alert.variantId);
};

/** Renders the email in the customer's language. */
const backInStockMail = (
  { email, locale, productId }: StockAlert,
  { productName, variantName, slug = productId }: OrderableProduct,
): Mail => {
  const texts = textsIn(locale);
  const product = isolated(singleLine(variantName === undefined ? productName : `${productName} (${variantName})`));
  const url = `${SHOP_URL}/products/${encodeURIComponent(slug)}`;
  const links = SHOP_URL === '' ? [] : [{ label: texts.links.product, url }];
  return { to: email, ...renderMail({ ...texts.products.backInStock({ product }), texts, links, shopName }) };
};
