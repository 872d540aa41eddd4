import { log } from '@ecommerce/shared/log.ts';
import { expirePayment } from '../cancellation/expirePayment.ts';
import { readOrderWithPayment } from '../order/existingOrder.ts';
import { type OrderStep, stepOf } from '../order/nextStep.ts';

/** Ends the wait for a payment that is overdue. */
export const expirePaymentStep = async ({ orderId }: OrderStep): Promise<OrderStep> => {
  const order = await expirePayment(await readOrderWithPayment(orderId));
  log.info('payment overdue', { orderId, status: order.status });
  return stepOf(order);
};
