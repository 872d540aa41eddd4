import { log } from '@ecommerce/shared/log.ts';
import { type OrderStep, stepOf } from '../order/nextStep.ts';
import { confirmOrder } from '../order/orderStore.ts';

/**
 * Ships an order whose stock is reserved and paid: `completed` → `shipping`. An order that was cancelled in the meantime stays cancelled.
 */
export const confirmOrderStep = async (step: OrderStep): Promise<OrderStep> => {
  const order = await confirmOrder(step);
  if (order.status === 'shipping') log.info('order confirmed', { orderId: order.orderId });
  return stepOf(order);
};
