import { log } from '@ecommerce/shared/log.ts';
import { publishOrderEvent } from '../notification/orderEventsTopic.ts';
import { type Order, OrderError } from '../order/order.ts';
import { rejectionReason } from '../order/orderStatus.ts';
import { moveOrder } from '../order/orderStore.ts';

type OrderKey = Pick<Order, 'orderId' | 'customerId'>;

/**
 * The order's stock is taken, and paid where it is to be paid: `pending` or `completed` → `shipping`. Done twice it is done once, and told
 * again.
 *
 * @throws OrderError OrderNotConfirmable when it was rejected or cancelled
 */
export const confirmOrder = async (key: OrderKey): Promise<void> => {
  const order = await moveOrder(key, 'shipping');
  if (order.status !== 'shipping') {
    throw new OrderError('OrderNotConfirmable', `Order ${order.orderId} is ${order.status}`);
  }
  log.info('order confirmed', { orderId: order.orderId });
  await publishShipping(order);
};

const publishShipping = (order: Order): Promise<void> => publishOrderEvent('ORDER_SHIPPING', order, {});

/**
 * The order cannot be had: `pending` → `rejected`. Done twice it is done once, and told again; the first reason stays.
 *
 * @param errorName the error that the workflow caught
 * @throws OrderError OrderAlreadyShipping when it was confirmed: then its stock must stay taken; OrderCancelled; both are told again;
 *   OrderNotRejectable when it is paid, or may be
 */
export const rejectOrder = async (key: OrderKey, errorName: string): Promise<void> => {
  const order = await moveOrder(key, 'rejected', rejectionReason(errorName));
  const { status } = order;
  if (status === 'cancelled') {
    await publishCancellation(order);
    throw new OrderError('OrderCancelled', `Order ${order.orderId} was cancelled`);
  }
  if (status !== 'rejected') {
    const refusal = status === 'shipping' ? 'OrderAlreadyShipping' : 'OrderNotRejectable';
    if (status === 'shipping') await publishShipping(order);
    throw new OrderError(refusal, `Order ${order.orderId} is ${status}`);
  }
  log.info('order rejected', { orderId: order.orderId, reason: order.reason });
  await publishRejection(order);
};

/** Tells the topic, as often as it is called under one event id. */
export const publishRejection = (order: Order): Promise<void> =>
  publishOrderEvent('ORDER_REJECTED', order, { reason: order.reason ?? 'could not be processed' });

/** Tells the topic, as often as it is called under one event id. */
export const publishCancellation = (order: Order): Promise<void> =>
  publishOrderEvent('ORDER_CANCELLED', order, { reason: order.reason ?? 'cancelled by the shop' });
