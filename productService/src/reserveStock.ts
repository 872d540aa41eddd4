import { log } from '@ecommerce/shared/log.ts';
import { type Line, lineRefusal, mergeLines, ReservationRefused } from './stockReservation.ts';
import { takeStock } from './stockReservationStore.ts';

/**
 * Takes the stock of all lines or of none, once per order however often it is called.
 *
 * @throws ReservationRefused InsufficientStock, ProductUnavailable, ReservationReleased
 * @throws StockBusy to be tried again
 */
export const reserveStock = async (orderId: string, items: Line[]): Promise<void> => {
  const lines = mergeLines(items);
  const createdAt = new Date().toISOString();
  const outcome = await takeStock({ orderId, items: lines, status: 'reserved', createdAt });
  if (outcome.done) return log.info('stock reserved', { orderId });
  if (outcome.reservation) {
    if (outcome.reservation.row?.status === 'reserved') return;
    throw new ReservationRefused('ReservationReleased', `The stock of order ${orderId} was released before.`);
  }
  const refused = lines.findIndex((_, index) => outcome.lines[index] !== undefined);
  const line = lines[refused];
  if (!line) throw new Error(`A transaction of order ${orderId} failed without an unmet condition`);
  throw lineRefusal(line, outcome.lines[refused]?.row);
};
