import { log } from '@ecommerce/shared/log.ts';
import { readOrderWithPayment } from '../order/existingOrder.ts';
import { scheduleCheck } from '../order/nextCheckStore.ts';
import { nextStep, type OrderStep, stepOf } from '../order/nextStep.ts';

/** Lets an order wait for its payment: its next check is set to the payment's due time. */
export const awaitPaymentStep = async ({ orderId }: OrderStep): Promise<OrderStep> => {
  const order = await readOrderWithPayment(orderId);
  const step = nextStep(order);
  if (step !== 'AwaitPayment') return stepOf(order, step);
  const { dueAt } = order.payment;
  await scheduleCheck(order, Date.parse(dueAt)); // if it has changed in the meantime, that change has set a check
  log.info('order waits for its payment', { orderId, dueAt });
  return stepOf(order, 'Done');
};
