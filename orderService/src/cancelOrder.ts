import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { Order } from './order.ts';
import { isOwn, readOrderAs } from './orderAccess.ts';
import { moveOrder, type StoredOrder } from './orderStore.ts';
import { wakeWorkflow } from './waitingWorkflow.ts';

/**
 * Cancels an order that does not ship yet. The row decides; its workflow then gives back stock and money, and tells of it. Done twice it is
 * done once.
 *
 * @param caller whose order it is, or an administrator
 * @throws DomainError NOT_FOUND, ORDER_NOT_CANCELLABLE
 */
export const cancelOrder = async (caller: Caller, orderId: string): Promise<Order> => {
  const order = await readOrderAs(caller, orderId);
  const reason = isOwn(order, caller) ? 'cancelled by the customer' : 'cancelled by the shop';
  const moved = await moveOrder(order, 'cancelled', reason);
  if (moved.status !== 'cancelled') {
    throw new DomainError('ORDER_NOT_CANCELLABLE', `The order is ${moved.status} and can no longer be cancelled.`);
  }
  log.info('order cancelled', { orderId, reason: moved.reason });
  await tellWorkflow(moved);
  return moved;
};

/** The order is cancelled, whether or not its workflow could be told: settleStaleOrders tells it again. */
export const tellWorkflow = (order: StoredOrder): Promise<void> =>
  wakeWorkflow(order, 'OrderCancelled').catch((error) =>
    log.error('workflow not told of the cancellation', { orderId: order.orderId, error }),
  );
