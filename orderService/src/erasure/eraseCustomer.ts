import { correlationId } from '@ecommerce/shared/correlation.ts';
import { log } from '@ecommerce/shared/log.ts';
import { deleteCart } from '../cart/cartStore.ts';
import { enqueueOrders } from '../order/orderQueue.ts';
import { listOrders, requestErasure } from '../order/orderStore.ts';

/** Orders of one page, and messages in one SendMessageBatch. */
const PAGE = 100;
const MESSAGES = 10;

/**
 * Deletes a customer's cart, and has the customer's data erased from each order when its time has come. May be repeated: orders for which that
 * was requested before stay as they are.
 */
export const eraseCustomer = async (customerId: string): Promise<void> => {
  await deleteCart(customerId);
  let cursor: string | undefined;
  let requested = 0;
  do {
    const { items, nextCursor } = await listOrders(customerId, undefined, { limit: PAGE, cursor });
    const now = new Date();
    const areNew = await Promise.all(items.map(({ orderId }) => requestErasure(orderId, now)));
    const ids = items.map(({ orderId }) => orderId).filter((_, index) => areNew[index]);
    await enqueue(ids);
    requested += ids.length;
    cursor = nextCursor;
  } while (cursor !== undefined);
  log.info('customer erased', { customerId, orders: requested });
};

/** What is not enqueued is left to the sweeper. */
const enqueue = async (orderIds: string[]): Promise<void> => {
  const id = correlationId();
  for (let start = 0; start < orderIds.length; start += MESSAGES) {
    const group = orderIds.slice(start, start + MESSAGES);
    await enqueueOrders(group.map((orderId) => ({ orderId, correlationId: id })));
  }
};
