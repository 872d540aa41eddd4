import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { Order } from '../order/order.ts';
import { actorOn, isOwn, type Requester, readOwnOrderOrAsStaff } from '../order/orderAccess.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { endOrder } from '../order/orderStore.ts';

/**
 * Cancels an order of which no parcel has left, for its customer or the shop. The workflow then releases the stock, refunds the payment
 * and notifies the customer. Done twice it is done once.
 *
 * @param requester the order's customer, or staff
 * @throws DomainError NOT_FOUND, ORDER_NOT_CANCELLABLE
 */
export const cancelOrder = async (requester: Requester, orderId: string): Promise<Order> => {
  const order = await readOwnOrderOrAsStaff(requester, orderId);
  const caller = actorOn(order, requester);
  const reason = isOwn(order, caller) ? 'cancelled by the customer' : 'cancelled by the shop';
  const ended = await endOrder(order, 'cancelled', reason, { by: caller.userId });
  if (ended.status !== 'cancelled') {
    const state = ended.fulfilments ? 'has left' : `is ${ended.status}`;
    throw new DomainError('ORDER_NOT_CANCELLABLE', `The order ${state} and can no longer be cancelled.`);
  }
  log.info('order cancelled', { orderId, reason: ended.reason });
  await enqueueOrder(ended);
  return ended;
};
