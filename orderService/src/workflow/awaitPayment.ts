import { log } from '@ecommerce/shared/log.ts';
import { readPaidOrder } from '../order/existingOrder.ts';
import { postponeCheck } from '../order/nextCheckStore.ts';
import { nextStep, type OrderStep, stepOf } from '../order/nextStep.ts';

/** Waits for an order's payment: the order is checked again when it is due. */
export const awaitPayment = async ({ orderId }: OrderStep): Promise<OrderStep> => {
  const order = await readPaidOrder(orderId);
  const { nextCheckAt, payment } = order;
  const step = nextStep(order);
  if (step !== 'AwaitPayment' || nextCheckAt === undefined) return stepOf(order, step);
  await postponeCheck({ orderId, nextCheckAt }, Date.parse(payment.dueAt));
  log.info('order waits for its payment', { orderId, dueAt: payment.dueAt });
  return stepOf(order, 'Done');
};
