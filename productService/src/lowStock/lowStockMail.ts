import { readEnvironment } from '@ecommerce/shared/config.ts';
import { textsIn } from '@ecommerce/shared/languages/language.ts';
import { log } from '@ecommerce/shared/log.ts';
import { sendMail } from '@ecommerce/shared/mail.ts';
import { isolated, singleLine } from '@ecommerce/shared/mails/formatting.ts';
import { renderMail } from '@ecommerce/shared/mails/mailTemplate.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import * as z from 'zod';
import { readOrderableProducts } from '../product/orderableProducts.ts';
import type { LowStockMailRequest } from './lowStockMailRequest.ts';

const { LOW_STOCK_EMAIL, STAFF_LANGUAGE } = readEnvironment({
  LOW_STOCK_EMAIL: z.string(),
  STAFF_LANGUAGE: z.string(),
});

/**
 * Sends the email to staff about a variant that is about to sell out. Nothing is sent if the variant is off sale or has more units again:
 * the email would no longer be true. A call that dies after it was sent sends it again.
 */
export const sendLowStockMail = async ({ productId, variantId, lowStockAt }: LowStockMailRequest): Promise<void> => {
  const about = { variantId, kind: 'lowStock' };
  const [variant] = await readOrderableProducts([{ productId, variantId }]);
  if (LOW_STOCK_EMAIL === '' || typeof variant !== 'object' || variant.quantity > lowStockAt) {
    return log.info('email not sent: not wanted, or not low any more', about);
  }
  const { productName, variantName, quantity } = variant;
  const texts = textsIn(STAFF_LANGUAGE);
  const product = isolated(singleLine(variantName === undefined ? productName : `${productName} (${variantName})`));
  const wording = texts.products.lowStock({ product, quantity, lowStockAt });
  await sendMail({ to: LOW_STOCK_EMAIL, ...renderMail({ ...wording, texts, shopName }) });
  log.info('email sent', about);
};
