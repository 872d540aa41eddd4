import type { Caller } from '@ecommerce/shared/auth.ts';
import { callerEmail } from '@ecommerce/shared/callerEmail.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { readOrderableVariant } from '../product/orderableProducts.ts';
import { MAX_ALERTS, type StockAlert } from './stockAlert.ts';
import { listAlertsOf, putAlert } from './stockAlertStore.ts';
import { announceAgain } from './withdrawAlert.ts';

/**
 * Puts the caller into the line of those who are told when a variant is back in stock. Idempotent: who asks again keeps the place.
 *
 * @param locale the language of the email (BCP 47)
 * @throws DomainError VARIANT_NOT_FOUND, IN_STOCK, STOCK_ALERTS_FULL, EMAIL_NOT_VERIFIED
 */
export const askForAlert = async (
  caller: Caller,
  variantId: string,
  locale: string | undefined,
): Promise<StockAlert> => {
  const customerId = caller.userId;
  const [email, variant, alerts] = await Promise.all([
    callerEmail(caller),
    readOrderableVariant(variantId),
    listAlertsOf(customerId),
  ]);
  if (!variant) throw new DomainError('VARIANT_NOT_FOUND', 'There is no such variant on sale.');
  if (variant.quantity > 0) throw new DomainError('IN_STOCK', 'The product is in stock.');
  if (alerts.length >= MAX_ALERTS && !alerts.some((alert) => alert.variantId === variantId)) {
    throw new DomainError('STOCK_ALERTS_FULL', `Customers are told of at most ${MAX_ALERTS} products.`);
  }
  const askedAt = new Date().toISOString();
  const alert = await putAlert({
    ...{ customerId, variantId, productId: variant.id, askedAt, email, status: 'waiting' },
    ...(locale === undefined ? {} : { locale }),
  });
  await announceAgain(variantId);
  return alert;
};
