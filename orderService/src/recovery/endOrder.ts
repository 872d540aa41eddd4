import { log } from '@ecommerce/shared/log.ts';
import { publishOrderEvent } from '../notification/orderEventsTopic.ts';
import { hasFailed } from '../order/orderStatus.ts';
import { moveOrder, readOrder, STILL_SECONDS, type StoredOrder } from '../order/orderStore.ts';
import { isPaidOrder } from '../payment/paymentStore.ts';
import { owed, returnPayment } from '../refund/refunds.ts';
import { publishCancellation, publishRejection } from '../workflow/settleOrder.ts';
import { tellWorkflow } from '../workflow/waitingWorkflow.ts';
import { isPermanent } from './failures.ts';
import { closeOrder, postpone } from './openOrderStore.ts';
import { releaseStock } from './stockProvider.ts';

/**
 * Ends an order that was tried often enough: it is cancelled unless it ships, its stock and its money go back, its customer is told, and so is
 * a person, by the alarm `ordersGivenUp`. None of these waits for another. What an outage keeps from being done is done at the next look;
 * what is refused for good is left to that person.
 *
 * @throws what the outage threw
 */
export const endOrder = async (order: StoredOrder): Promise<void> => {
  const { orderId } = order;
  if (!(await postpone(order, Date.now() + STILL_SECONDS * 1000))) return;
  const ended =
    hasFailed(order.status) || order.status === 'shipping'
      ? order
      : await moveOrder(order, 'cancelled', 'could not be processed');
  const undone = hasFailed(ended.status) ? await undo(ended) : [];
  log.error('order given up', { orderId, status: ended.status, undone });
  const standing = await readOrder(orderId);
  if (!standing?.openUntil) return;
  const isOwed = isPaidOrder(standing) && owed(standing) > 0 && !undone.includes('payment');
  if (!isOwed) await closeOrder(standing);
};

/** Gives back what an order took, and tells of it. @returns what cannot be done */
const undo = async (order: StoredOrder): Promise<string[]> => {
  await tellWorkflow(order);
  const steps: [string, () => Promise<unknown>][] = [
    ['stock', () => releaseStock(order.orderId)],
    ['payment', async () => isPaidOrder(order) && returnPayment(order)],
    ['events', () => publishEnd(order)],
  ];
  const undone: string[] = [];
  const outages: unknown[] = [];
  for (const [what, step] of steps) {
    try {
      await step();
    } catch (error) {
      if (!isPermanent(error)) {
        outages.push(error);
        continue;
      }
      undone.push(what);
      log.error('order not undone', { orderId: order.orderId, what, error });
    }
  }
  if (outages.length > 0) throw outages[0];
  return undone;
};

const publishEnd = async (order: StoredOrder): Promise<void> => {
  await publishOrderEvent('ORDER_CREATED', order, {});
  await (order.status === 'rejected' ? publishRejection(order) : publishCancellation(order));
};
