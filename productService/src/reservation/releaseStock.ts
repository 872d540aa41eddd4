import { log } from '@ecommerce/shared/log.ts';
import { type Line, StockBusy } from './stockReservation.ts';
import { getReservation, putReleasedReservation, returnStock } from './stockReservationStore.ts';

/** Reads that may be overtaken by a reservation or a release of the same order. */
const ATTEMPTS = 3;

/**
 * Gives an order's stock back, once however often it is called. Where no reservation came, it leaves a released one, so that a late
 * `reserveStock` takes nothing. Stock goes back to products that are off sale too; a product whose row is gone is left out.
 *
 * @throws StockBusy to be tried again
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

/** Answers whether the reservation is released now; `false` when it was not reserved any more. */
const release = async (orderId: string, items: Line[]): Promise<boolean> => {
  const outcome = await returnStock(orderId, items, new Date());
  if (outcome.done) return true;
  if (outcome.reservations.size > 0) return false;
  const there = items.filter(({ productId }) => !outcome.stock.has(productId));
  log.warn('products of a released reservation are gone', { orderId, gone: items.length - there.length });
  return there.length < items.length ? release(orderId, there) : false;
};
