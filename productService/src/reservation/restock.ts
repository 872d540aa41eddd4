import { log } from '@ecommerce/shared/log.ts';
import { writeMovements } from '../movement/stockMovementStore.ts';
import { isGone, type Line, mergeLines, movementsOfReturn, StockBusy, type StockReturn } from './stockReservation.ts';
import { addReturnedStock } from './stockReservationStore.ts';

/** Units that came back from an order. */
export type ReturnedUnits = { returnId: string; orderId: string; items: Line[] };

/**
 * Puts returned units back into stock, once per return however often it is called; also of products that are off sale. Leaves out
 * variants that are gone. Writes the movements too: a repeat writes those that an interrupted call has not.
 *
 * @throws StockBusy
 */
export const restock = async ({ items, returnId, orderId }: ReturnedUnits): Promise<void> => {
  await writeMovements(movementsOfReturn(await recordReturn({ items: mergeLines(items), returnId, orderId })));
};

/** Returns the return as it is recorded now. */
const recordReturn = async ({ items, returnId, orderId }: ReturnedUnits): Promise<StockReturn> => {
  for (let lines = items; ; ) {
    const returned: StockReturn = {
      ...{ orderId: returnId, returnOf: orderId, items: lines, status: 'returned' },
      createdAt: new Date().toISOString(),
    };
    const outcome = await addReturnedStock(returned);
    if (outcome.done) {
      log.info('returned units restocked', { returnId, orderId });
      return returned;
    }
    const before = outcome.reservations.get(returnId);
    if (before) return before;
    const there = lines.filter((line) => !isGone(line, outcome.stock));
    if (there.length === lines.length) throw new StockBusy('The stock keeps changing: try again.');
    log.warn('variants of a return are gone', { returnId, orderId, gone: lines.length - there.length });
    lines = there;
  }
};
