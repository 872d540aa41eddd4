import { log } from '@ecommerce/shared/log.ts';
import { OrderError } from '../order/order.ts';
import { hasFailed } from '../order/orderStatus.ts';
import { awaitPaymentOf, completePaidOrder } from '../payment/paymentStore.ts';
import { wakeWorkflow } from './waitingWorkflow.ts';
import type { AwaitPaymentInput } from './workflowInput.ts';

/**
 * The order's stock is taken: from now on its payment wakes the workflow, by the token that the row keeps. Where the order is paid already,
 * the workflow is woken at once.
 *
 * @throws OrderError OrderCancelled where there is nothing to wait for
 */
export const awaitPayment = async ({ taskToken, dueAt, ...key }: AwaitPaymentInput): Promise<void> => {
  const { order: found, isWritten } = await awaitPaymentOf(key, taskToken, dueAt);
  if (isWritten) return log.info('order waits for its payment', { orderId: key.orderId, dueAt });
  const order = found.status === 'pending' ? (await completePaidOrder(found)).order : found;
  if (hasFailed(order.status)) {
    throw new OrderError('OrderCancelled', `Order ${order.orderId} is ${order.status}`);
  }
  await wakeWorkflow({ orderId: order.orderId, taskToken }, 'OrderPaid');
};
