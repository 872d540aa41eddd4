import { log } from '@ecommerce/shared/log.ts';
import { isGone, type Line, mergeLines, StockBusy } from './stockReservation.ts';
import { addReturnedStock } from './stockReservationStore.ts';

/** Units that came back from an order. */
export type ReturnedUnits = { returnId: string; orderId: string; items: Line[] };

/**
 * Puts returned units back into stock, once per return however often it is called; also of products that are off sale. Leaves out
 * variants that are gone.
 *
 * @throws StockBusy
 */
export const restock = async ({ items, ...returned }: ReturnedUnits): Promise<void> => {
  for (let lines = mergeLines(items); ; ) {
    const outcome = await addReturnedStock(returned, lines, new Date());
    if (outcome.done) return log.info('returned units restocked', returned);
    if (outcome.reservations.size > 0) return; // done before
    const there = lines.filter((line) => !isGone(line, outcome.stock));
    if (there.length === lines.length) throw new StockBusy('The stock keeps changing: try again.');
    log.warn('variants of a return are gone', { ...returned, gone: lines.length - there.length });
    lines = there;
  }
};
