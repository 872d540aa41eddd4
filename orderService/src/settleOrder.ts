import { log } from '@ecommerce/shared/log.ts';
import { type Order, OrderError } from './order.ts';
import { publishOrderEvent } from './orderEventsTopic.ts';
import { rejectionReason } from './orderStatus.ts';
import { moveOrder } from './orderStore.ts';

type OrderKey = Pick<Order, 'orderId' | 'customerId'>;

/**
 * The order's stock is taken: `pending` → `shipping`. Done twice it is done once, and told again.
 *
 * @throws OrderError OrderNotConfirmable when it was rejected
 */
export const confirmOrder = async (key: OrderKey): Promise<void> => {
  const order = await moveOrder(key, 'shipping');
  if (order.status !== 'shipping') {
    throw new OrderError('OrderNotConfirmable', `Order ${order.orderId} is ${order.status}`);
  }
  log.info('order confirmed', { orderId: order.orderId });
  await publishOrderEvent('ORDER_SHIPPING', order, {});
};

/**
 * The order cannot be had: `pending` → `rejected`. Done twice it is done once, and told again; the first reason stays.
 *
 * @param errorName the error that the workflow caught
 * @throws OrderError OrderAlreadyShipping when it was confirmed: then its stock must stay taken
 */
export const rejectOrder = async (key: OrderKey, errorName: string): Promise<void> => {
  const order = await moveOrder(key, 'rejected', rejectionReason(errorName));
  if (order.status !== 'rejected') {
    throw new OrderError('OrderAlreadyShipping', `Order ${order.orderId} is ${order.status}`);
  }
  log.info('order rejected', { orderId: order.orderId, reason: order.reason });
  await publishOrderEvent('ORDER_REJECTED', order, { reason: order.reason ?? 'could not be processed' });
};
