import { log } from '@ecommerce/shared/log.ts';
import { Order } from '../order/order.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { hasFailed } from '../order/orderStatus.ts';
import { readOrder, STILL_SECONDS, type StoredOrder } from '../order/orderStore.ts';
import { isPaidOrder } from '../payment/paymentStore.ts';
import { finishRefunds, owed, unansweredRefunds } from '../refund/refunds.ts';
import { startOrderWorkflow, workflowState } from '../workflow/orderWorkflow.ts';
import { wakeWorkflow } from '../workflow/waitingWorkflow.ts';
import { endOrder } from './endOrder.ts';
import { isGivenUp, isOverdue, isPermanent, isPermanentByName } from './failures.ts';
import { closeOrder, findStillOrders, noteFailedAttempt, postpone } from './openOrderStore.ts';

/** How many orders are looked after at a time: one whose provider is slow keeps no others waiting. */
const AT_ONCE = 10;

/** An order whose workflow fails again and again is tried less and less often, once a day in the end. */
const LONGEST_WAIT_SECONDS = 86_400;

/**
 * Looks after orders that have stood still for too long, whatever it was that died: lost messages are sent again, workflows woken or started
 * anew, lost answers of the provider asked for. Everything that it sets going may run twice.
 *
 * @returns how many were looked after
 * @throws AggregateError after all that were found, when a part of the index could not be read
 */
export const settleStaleOrders = async (): Promise<number> => {
  const { orderIds, failures } = await findStillOrders();
  const rest = orderIds.values();
  const settleRest = async () => {
    for (const orderId of rest) {
      await settle(orderId).catch((error) => leave(orderId, error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, settleRest));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} partitions could not be read`);
  return orderIds.length;
};

/** It is looked after again later. What no later attempt changes is counted: after a few of them the order is given up. */
const leave = async (orderId: string, error: unknown): Promise<void> => {
  log.error('order not settled', { orderId, error });
  if (!isPermanent(error)) return;
  await noteFailedAttempt(orderId).catch((reason) => log.error('attempt not counted', { orderId, error: reason }));
};

const settle = async (orderId: string): Promise<void> => {
  const order = await readOrder(orderId);
  if (!order?.openUntil || Date.parse(order.openUntil) > Date.now()) return; // moved on since the index was read
  if (isGivenUp(order)) return endOrder(order);
  const { restarts = 0 } = order;
  const { state, ...failure } = await workflowState(order, restarts);
  const hasShipped = order.status === 'shipping' && (state === 'succeeded' || state === 'notStarted');
  // After the workflow: a provider that is out of reach keeps neither the stock nor the news of an order
  if ((hasShipped || state === 'succeeded') && isPaidOrder(order) && unansweredRefunds(order).length > 0) {
    return finish(order);
  }
  if (hasShipped) return void (await closeOrder(order));
  log.info('order stood still', { orderId, status: order.status, workflow: state });
  if (state === 'running') return wake(order);
  if (isOverdue(order)) return endOrder(order);
  if (state === 'notStarted') return start(order);
  if (state === 'succeeded' && isOver(order)) return void (await closeOrder(order));
  if (!(await postpone(order, later(restarts + 1), restarts + 1))) return;
  if ('error' in failure && failure.error !== undefined && isPermanentByName(failure.error)) {
    await noteFailedAttempt(orderId); // the last one is tried once more, and then given up
  }
  await startOrderWorkflow(order, restarts + 1);
};

/** When to look again, in epoch milliseconds. */
const later = (times: number): number =>
  Date.now() + Math.min(STILL_SECONDS * 2 ** Math.min(times, 20), LONGEST_WAIT_SECONDS) * 1000;

const isOver = (order: StoredOrder): boolean => hasFailed(order.status) && !(isPaidOrder(order) && owed(order) > 0);

/** Refunds that were begun, and of which no answer was noted. */
const finish = async (order: Parameters<typeof finishRefunds>[0]): Promise<void> => {
  if (await postpone(order, later(1))) await finishRefunds(order);
};

/** It may have missed the news that it waits for. Not yet due, it goes on waiting. */
const wake = async (order: StoredOrder): Promise<void> => {
  const due = order.status === 'awaiting_payment' && order.payment ? Date.parse(order.payment.dueAt) : 0;
  if (!(await postpone(order, order.status === 'awaiting_payment' ? Math.max(later(0), due) : later(0)))) return;
  if (order.status === 'completed') await wakeWorkflow(order, 'OrderPaid');
  if (order.status === 'cancelled') await wakeWorkflow(order, 'OrderCancelled');
  if (order.status === 'awaiting_payment' && due <= Date.now()) await wakeWorkflow(order, 'PaymentOverdue');
};

/** A new order goes the whole way, by the queue: its receipt and its event are due too, whatever has become of it meanwhile. */
const start = async (order: StoredOrder): Promise<void> => {
  const { restarts = 0 } = order;
  if (!(await postpone(order, later(restarts)))) return;
  if (restarts > 0 || order.mails.received?.state === 'sent') return startOrderWorkflow(order, restarts);
  await enqueueOrder({ ...Order.strip().parse(order), status: 'pending' });
};
