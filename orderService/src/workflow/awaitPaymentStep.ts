import { log } from '@ecommerce/shared/log.ts';
import { readOrderWithPayment } from '../order/existingOrder.ts';
import { scheduleCheck } from '../order/nextCheckStore.ts';
import { nextStep, type OrderStep, stepOf } from '../order/nextStep.ts';

/** Waits for an order's payment: the order is checked again when it is due. */
export const awaitPaymentStep = async ({ orderId }: OrderStep): Promise<OrderStep> => {
  const order = await readOrderWithPayment(orderId);
  const step = nextStep(order);
  if (step !== 'AwaitPayment') return stepOf(order, step);
  const { dueAt } = order.payment;
  await scheduleCheck(order, Date.parse(dueAt)); // one that has changed meanwhile is looked at for that
  log.info('order waits for its payment', { orderId, dueAt });
  return stepOf(order, 'Done');
};
