import { log } from '@ecommerce/shared/log.ts';
import { requestOrderMail } from '../mails/mailRequest.ts';
import { publishOrderEvent } from '../notification/orderEventsTopic.ts';
import type { Order } from '../order/order.ts';
import { readOrder, recordOrder } from '../order/orderStore.ts';
import { startOrderWorkflow } from './orderWorkflow.ts';

/**
 * Takes a new order from the queue: its row is there, its workflow started, the event told, the customer's mail requested. Each of these
 * has its effect once however often the message comes, so that any failure is repaired by the next delivery.
 */
export const processOrder = async (order: Order): Promise<void> => {
  // The row is written here where the API could not
  const standing = (await readOrder(order.orderId)) ?? (await recordOrder(order));
  if (standing.requestHash !== order.requestHash) {
    // Two requests met under one idempotency key: the customer of this one was answered 409
    log.warn('message dropped: another order stands under its id', { orderId: order.orderId });
    return;
  }
  await startOrderWorkflow(standing);
  log.info('order workflow started', { orderId: standing.orderId });
  await publishOrderEvent('ORDER_CREATED', standing, {});
  if (standing.mails.received?.state !== 'sent') await requestOrderMail(standing.orderId, 'received');
};
