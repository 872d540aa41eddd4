import { readStock, touchStock } from '../product/stockStore.ts';
import { deleteAnnounced, deleteWaiting, getAlert } from './stockAlertStore.ts';

/** Takes a customer out of the line, or stops the email that is on its way. Idempotent. */
export const withdrawAlert = async (customerId: string, variantId: string): Promise<void> => {
  const alert = await getAlert(customerId, variantId);
  if (!alert) return;
  if (alert.status === 'waiting') {
    if (!(await deleteWaiting(alert))) await withdrawAlert(customerId, variantId); // announced meanwhile
    return;
  }
  await deleteAnnounced(alert, { unheard: true });
  await announceAgain(variantId);
};

/**
 * Has units that are in stock now announced, through the stream of the table, in order with its other changes. Returns whether the variant
 * exists.
 */
export const announceAgain = async (variantId: string): Promise<boolean> => {
  const stock = await readStock(variantId);
  if ((stock?.available ?? 0) > 0) await touchStock(variantId);
  return stock?.available !== undefined;
};
