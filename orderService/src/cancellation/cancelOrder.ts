import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { Order } from '../order/order.ts';
import { isOwn, readOrderAs } from '../order/orderAccess.ts';
import { moveOrder, type StoredOrder } from '../order/orderStore.ts';
import { startOrderWorkflow } from '../workflow/orderWorkflow.ts';
import { tellWorkflow } from '../workflow/waitingWorkflow.ts';

/**
 * Cancels an order: its customer one that does not ship yet, an administrator also one that ships. The row decides; its workflow then gives
 * back stock and money, and tells of it. Done twice it is done once.
 *
 * @param caller whose order it is, or an administrator
 * @throws DomainError NOT_FOUND, ORDER_NOT_CANCELLABLE
 */
export const cancelOrder = async (caller: Caller, orderId: string): Promise<Order> => {
  const order = await readOrderAs(caller, orderId);
  const reason = isOwn(order, caller) ? 'cancelled by the customer' : 'cancelled by the shop';
  const early = await moveOrder(order, 'cancelled', reason);
  const isLate = early.status === 'shipping' && caller.groups.includes('admin');
  const moved = isLate ? await moveOrder(order, 'cancelled', reason, ['shipping'], true) : early;
  if (moved.status !== 'cancelled') {
    throw new DomainError('ORDER_NOT_CANCELLABLE', `The order is ${moved.status} and can no longer be cancelled.`);
  }
  log.info('order cancelled', { orderId, reason: moved.reason });
  await (isLate ? undo(moved) : tellWorkflow(moved));
  return moved;
};

/** The workflow of an order that ships has ended: another execution gives back what the order took. settleStaleOrders makes up for it. */
const undo = (order: StoredOrder): Promise<void> =>
  startOrderWorkflow(order, order.restarts).catch((error) =>
    log.error('workflow not started for the cancellation', { orderId: order.orderId, error }),
  );
