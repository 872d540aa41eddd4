import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { log } from '@ecommerce/shared/log.ts';
import { OUTAGE } from '@ecommerce/shared/outages.ts';
import { publishNotifications } from '../notification/publishNotifications.ts';
import { recordNotified, recordStepFailure, stallOrder } from '../order/nextCheckStore.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { isRejectedOrCancelled, UNCONFIRMED } from '../order/orderStatus.ts';
import { endOrder, readOrder, type StepFailure, type StoredOrder } from '../order/orderStore.ts';
import { addFailure, DELAY_ALARM_MS, isGivenUp, isPermanent, nextAttempt } from './failures.ts';

/**
 * Records that the next step of several orders failed, and when it is retried. An order is given up after five permanent failures, or
 * after an outage of 24 hours. It is then cancelled, so that its stock and money are returned; an order that has ended or ships already
 * is left to a person. Either way the alarm `ordersGivenUp` fires.
 *
 * @param error the name of the error
 */
export const recordFailures = async (
  orders: Pick<OrderStep, 'orderId' | 'correlationId'>[],
  error: string,
): Promise<void> => {
  const name = orders.length > 1 && isPermanent(error) ? BATCH_ERROR : error;
  await Promise.all(
    orders.map(({ orderId, correlationId }) => withCorrelation(correlationId, () => recordFailure(orderId, name))),
  );
};

/** Recorded for a permanent error of several orders together: any of them may have caused it, so it counts against none. */
const BATCH_ERROR = OUTAGE;

const recordFailure = async (orderId: string, error: string): Promise<void> => {
  const order = await readOrder(orderId);
  if (order?.nextCheckAt === undefined) return;
  const now = Date.now();
  const stepFailure = addFailure(order.stepFailure, error, now);
  if (isGivenUp(stepFailure, now)) return giveUp(order, stepFailure);
  logFailure(order, stepFailure, now);
  if (stepFailure.failures === 1) await publishPendingNotifications(order);
  await recordStepFailure(order, stepFailure, nextAttempt(stepFailure, now));
};

/** Logs the failure. The alarm `delayedOrders` counts the second line. */
const logFailure = ({ orderId, status }: StoredOrder, stepFailure: StepFailure, now: number): void => {
  const delayMs = now - Date.parse(stepFailure.since);
  log.warn('step failed', { orderId, status, ...stepFailure });
  if (delayMs >= DELAY_ALARM_MS) log.error('order delayed', { orderId, status, minutes: Math.round(delayMs / 60_000) });
};

/** Publishes what has happened so far, without waiting for the failed step. */
const publishPendingNotifications = async (order: StoredOrder): Promise<void> => {
  try {
    const keys = await publishNotifications(order);
    if (keys.length > 0) await recordNotified(order.orderId, keys);
  } catch (error) {
    log.warn('notifications not published yet', { orderId: order.orderId, error });
  }
};

/** The log line that the alarm `ordersGivenUp` counts. */
const ORDER_GIVEN_UP = 'order given up';

const giveUp = async (order: StoredOrder, stepFailure: StepFailure): Promise<void> => {
  const { orderId, status } = order;
  if (UNCONFIRMED.includes(status)) {
    const ended = await endOrder(order, 'cancelled', 'could not be processed', { from: [status] }); // unless its status has just changed
    if (isRejectedOrCancelled(ended.status))
      log.error(ORDER_GIVEN_UP, { orderId, was: status, status: ended.status, ...stepFailure });
    return enqueueOrder(ended);
  }
  if (await stallOrder(order, stepFailure)) log.error(ORDER_GIVEN_UP, { orderId, status, ...stepFailure });
};
