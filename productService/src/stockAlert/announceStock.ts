import { log } from '@ecommerce/shared/log.ts';
import { requestMails } from '@ecommerce/shared/mailQueue.ts';
import { getProduct } from '../product/productStore.ts';
import { readSellableUnits, touchStock } from '../product/stockStore.ts';
import { variantsOf } from '../product/variant.ts';
import { type Announcements, type StockRecord, unitsToAnnounce } from './stockAlert.ts';
import type { BackInStockMailRequest } from './stockAlertMailRequest.ts';
import { deleteLine, markRequested, readLine, writeAnnouncements } from './stockLineStore.ts';
import type { StockRecords } from './stockRecords.ts';

/**
 * Tells those who wait for a variant about units that have come back: in the order in which they have asked, and no more of them than there
 * are units that nobody was told of. Idempotent.
 */
export const announceStock = async ({
  variantId,
  records,
  hasRisen,
  isOnSaleAgain,
  isGone,
}: Omit<StockRecords, 'falls' | 'changed'>): Promise<void> => {
  if (isGone) return forgetVariant(variantId);
  if (isOnSaleAgain) await touchOtherVariants(variantId);
  while (hasRisen && (await announceSome(variantId, records)));
};

/** Deletes the line of a variant that is gone. The mailer drops the emails that were announced before. */
const forgetVariant = async (variantId: string): Promise<void> => {
  await requestUnsent(variantId);
  await deleteLine(variantId);
};

/** Requests the emails of a variant that were announced and perhaps not requested. */
export const requestUnsent = async (variantId: string): Promise<void> => {
  const { announcements } = await readLine(variantId);
  if (announcements && announcements.unsent.length > 0) await requestAlertMails(variantId, announcements);
};

/** Returns whether to look again. */
const announceSome = async (variantId: string, records: readonly StockRecord[]): Promise<boolean> => {
  const { announcements, waiting } = await readLine(variantId);
  if (announcements && announcements.unsent.length > 0) {
    await requestAlertMails(variantId, announcements);
    return true;
  }
  const [first] = waiting;
  if (!first) return false;
  const available = await readSellableUnits(variantId, first.productId);
  const { units, announced, sequence } = unitsToAnnounce(announcements, records, available);
  const told = waiting.slice(0, units);
  if (told.length === 0 && announced === (announcements?.announced ?? 0)) return false;
  const isWritten = await writeAnnouncements(variantId, announcements, {
    ...{ announced: announced + told.length, sequence, told },
  });
  if (isWritten && told.length > 0) log.info('units announced', { variantId, units: told.length });
  return !isWritten || told.length > 0;
};

/** Requests the emails before it records that. After a crash in between they are requested again, and still sent once. */
const requestAlertMails = async (variantId: string, announcements: Announcements): Promise<void> => {
  await requestMails(
    announcements.unsent.map(
      ({ customerId, askedAt }) =>
        ({ mail: 'backInStock', variantId, customerId, askedAt }) satisfies BackInStockMailRequest,
    ),
  );
  await markRequested(variantId, announcements);
};

/** Only the product's own row says that it is on sale: has the units of its other variants announced, if anyone waits for them. */
const touchOtherVariants = async (productId: string): Promise<void> => {
  const product = await getProduct(productId, { consistent: true });
  for (const { id } of product ? variantsOf(product) : []) {
    if (id === productId) continue;
    const { waiting } = await readLine(id);
    if (waiting.length > 0) await touchStock(id);
  }
};
