import { log } from '@ecommerce/shared/log.ts';
import { writeMovements } from '../movement/stockMovementStore.ts';
import { isGone, movementsOfReservation, StockBusy, type StockReservation } from './stockReservation.ts';
import { getReservation, putReleasedReservation, returnStock } from './stockReservationStore.ts';

/** How often the reservation is read again after it changed in the meantime. */
const ATTEMPTS = 3;

/**
 * Returns an order's stock, and writes its movements. Idempotent: a repeat writes movements that an interrupted call has not. If the order
 * has no reservation, a released one is written, so that a late `reserveStock` takes nothing. Products that are off sale get their stock
 * back too; deleted products and variants are skipped.
 *
 * @throws StockBusy if every attempt met a change; try again
 */
export const releaseStock = async (orderId: string): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const reservation = await getReservation(orderId);
    if (!reservation) {
      if (!(await putReleasedReservation(orderId, new Date()))) continue;
      return log.info('stock released', { orderId });
    }
    const released = reservation.status === 'released' ? reservation : await release(reservation);
    if (!released) continue;
    await writeMovements(movementsOfReservation(released));
    if (reservation.status === 'reserved') log.info('stock released', { orderId });
    return;
  }
  throw new StockBusy(`The reservation of order ${orderId} keeps changing: try again.`);
};

/** Returns the released reservation; `undefined` if it was no longer reserved. */
const release = async (reservation: StockReservation): Promise<StockReservation | undefined> => {
  const now = new Date();
  const outcome = await returnStock(reservation, now);
  if (outcome.done) return { ...reservation, status: 'released', releasedAt: now.toISOString() };
  if (outcome.reservations.size > 0) return undefined;
  const { orderId, items, releasedItems = items } = reservation;
  const there = releasedItems.filter((line) => !isGone(line, outcome.stock));
  log.warn('variants of a released reservation were deleted', { orderId, gone: releasedItems.length - there.length });
  return there.length < releasedItems.length ? release({ ...reservation, releasedItems: there }) : undefined;
};
