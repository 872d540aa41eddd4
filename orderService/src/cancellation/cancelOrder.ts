import { type Caller, isStaff } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { Order } from '../order/order.ts';
import { isOwn, readOwnOrderOrAsStaff } from '../order/orderAccess.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { endOrder } from '../order/orderStore.ts';

/**
 * Cancels an order: its customer one that does not ship yet, staff also one that ships. The workflow then gives back stock and
 * money, and tells of it. Done twice it is done once.
 *
 * @param caller whose order it is, or staff
 * @throws DomainError NOT_FOUND, ORDER_NOT_CANCELLABLE
 */
export const cancelOrder = async (caller: Caller, orderId: string): Promise<Order> => {
  const order = await readOwnOrderOrAsStaff(caller, orderId);
  const reason = isOwn(order, caller) ? 'cancelled by the customer' : 'cancelled by the shop';
  const unshipped = await endOrder(order, 'cancelled', reason);
  const isShippingCancelledByStaff = unshipped.status === 'shipping' && isStaff(caller);
  const ended = isShippingCancelledByStaff ? await endOrder(unshipped, 'cancelled', reason, ['shipping']) : unshipped;
  if (ended.status !== 'cancelled') {
    throw new DomainError('ORDER_NOT_CANCELLABLE', `The order is ${ended.status} and can no longer be cancelled.`);
  }
  log.info('order cancelled', { orderId, reason: ended.reason });
  await enqueueOrder(ended);
  return ended;
};
