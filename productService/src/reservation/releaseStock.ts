import { log } from '@ecommerce/shared/log.ts';
import { isGone, type Line, StockBusy } from './stockReservation.ts';
import { getReservation, putReleasedReservation, returnStock } from './stockReservationStore.ts';

/** How often the reservation is read again after it changed in the meantime. */
const ATTEMPTS = 3;

/**
 * Returns an order's stock. Idempotent. If the order has no reservation, a released one is written, so that a late `reserveStock` takes
 * nothing. Products that are off sale get their stock back too; deleted products and variants are skipped.
 *
 * @throws StockBusy if every attempt met a change; try again
 */
export const releaseStock = async (orderId: string): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const reservation = await getReservation(orderId);
    if (reservation?.status === 'released') return;
    if (reservation ? await release(orderId, reservation.items) : await putReleasedReservation(orderId, new Date())) {
      return log.info('stock released', { orderId });
    }
  }
  throw new StockBusy(`The reservation of order ${orderId} keeps changing: try again.`);
};

/** Returns whether the reservation is now released; `false` if it was no longer reserved. */
const release = async (orderId: string, items: Line[]): Promise<boolean> => {
  const outcome = await returnStock(orderId, items, new Date());
  if (outcome.done) return true;
  if (outcome.reservations.size > 0) return false;
  const there = items.filter((line) => !isGone(line, outcome.stock));
  log.warn('variants of a released reservation were deleted', { orderId, gone: items.length - there.length });
  return there.length < items.length ? release(orderId, there) : false;
};
