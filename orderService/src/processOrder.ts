import { log } from '@ecommerce/shared/log.ts';
import { mailOnce } from './mailOnce.ts';
import { receivedLetter } from './mails/orderLetters.ts';
import type { Order } from './order.ts';
import { publishOrderEvent } from './orderEventsTopic.ts';
import { claimMail, type MailClaim, recordOrder } from './orderStore.ts';
import { startOrderWorkflow } from './orderWorkflow.ts';

/**
 * Takes a new order from the queue: its row is there, its workflow started, the event told, the customer's mail sent. Each of these
 * is done once however often the message comes, so that any failure is repaired by the next delivery.
 */
export const processOrder = async (order: Order): Promise<void> => {
  const claim = await claimReceipt(order);
  const standing = claim.order;
  if (standing.requestHash !== order.requestHash) {
    // Two requests met under one idempotency key: the customer of this one was answered 409
    log.warn('message dropped: another order stands under its id', { orderId: order.orderId });
    return;
  }
  await mailOnce(claim, receivedLetter, async () => {
    await startOrderWorkflow(standing);
    log.info('order workflow started', { orderId: standing.orderId });
    await publishOrderEvent('ORDER_CREATED', standing, {});
  });
};

/** Claims the mail of the order's receipt, which also reads the row; writes the row first where the API could not. */
const claimReceipt = async (order: Order): Promise<MailClaim> => {
  const { orderId, requestHash } = order;
  const claim = () => claimMail('received', orderId, { requestHash });
  const first = await claim();
  if (first) return first;
  await recordOrder(order);
  const second = await claim();
  if (!second) throw new Error(`The row of order ${orderId} was written and is not there`);
  return second;
};
