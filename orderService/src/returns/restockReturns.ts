import { log } from '@ecommerce/shared/log.ts';
import { restock } from '../catalogue/stockProvider.ts';
import { readExistingOrder } from '../order/existingOrder.ts';
import { editOrder } from '../order/orderEdit.ts';
import { returnsToRestock } from '../order/orderReturn.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { findReturn, setReturns, withReturn } from './returnStatus.ts';

/**
 * Puts the units of received returns back into stock, where they are to go there, once however often it is called.
 *
 * @returns the order as it stands
 */
export const restockReturns = async (orderId: string): Promise<StoredOrder> => {
  let order = await readExistingOrder(orderId);
  for (const { id, items } of returnsToRestock(order)) {
    await restock({ returnId: id, orderId, items });
    order = await markRestocked(order, id);
    log.info('return restocked', { orderId, returnId: id });
  }
  return order;
};

const markRestocked = async (order: StoredOrder, returnId: string): Promise<StoredOrder> => {
  const { order: marked } = await editOrder(order, {
    inViewOf: () => returnId,
    plan: (current) => {
      const found = findReturn(current, returnId);
      if (found.restockedAt !== undefined) return undefined;
      return setReturns(withReturn(current, { ...found, restockedAt: new Date().toISOString() }));
    },
  });
  return marked;
};
