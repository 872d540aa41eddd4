import { isOutage, OUTAGE } from '@ecommerce/shared/outages.ts';
import { numberYearOf } from './orderNumber.ts';
import { returnsToRestock } from './orderReturn.ts';
import type { StoredOrder } from './orderStore.ts';
import { isOutcomeUnknown, type Payment } from './payment.ts';

/** The workflow's steps: the names of its states. `Done`: nothing to do until something changes or the next check is due. */
export const STEPS = [
  'ReserveStock',
  'AwaitPayment',
  'ExpirePayment',
  'ConfirmOrder',
  'ReleaseStock',
  'RestockReturns',
  'RefundPayment',
  'NotifyCustomer',
  'Done',
] as const;
export type Step = (typeof STEPS)[number];

/** How long after a change the sweeper checks the order, in seconds; longer than the order queue's visibility timeout. */
export const CHECK_SECONDS = 300;

/** The key in `notified` for the placed order. */
export const ORDER_CREATED_KEY = 'ORDER_CREATED';

/**
 * Determines an order's next step from its row.
 *
 * @param now epoch milliseconds
 */
export const nextStep = (order: StoredOrder, now = Date.now()): Step => {
  const { status, payment, nextCheckAt } = order;
  if (nextCheckAt === undefined) return 'Done';
  switch (status) {
    case 'pending':
      return payment && isOverdue(payment, now) ? 'ExpirePayment' : 'ReserveStock';
    case 'awaiting_payment':
      if (payment && isOverdue(payment, now)) return 'ExpirePayment';
      if (hasPendingNotification(order)) return 'NotifyCustomer';
      return payment && nextCheckAt < payment.dueAt && isCheckReached(order, now) ? 'AwaitPayment' : 'Done';
    case 'completed':
      return 'ConfirmOrder';
    case 'shipping':
      if (returnsToRestock(order).length > 0) return 'RestockReturns';
      return payment && hasRefundWithUnknownOutcome(payment) ? 'RefundPayment' : 'NotifyCustomer';
    case 'rejected':
    case 'cancelled':
      return 'ReleaseStock'; // RefundPayment and NotifyCustomer follow it
  }
};

/** Returns the key in `notified` for a failed payment, by the provider's event. */
export const paymentFailedKey = (eventId: string): string => `PAYMENT_FAILED/${eventId}`;

/** Returns whether an order that awaits payment has an unpublished notification. */
const hasPendingNotification = ({ notified, payment }: StoredOrder): boolean =>
  [ORDER_CREATED_KEY, ...Object.keys(payment?.failures ?? {}).map(paymentFailedKey)].some((key) => !notified?.has(key));

/** Returns whether the check set by the last change has come: it is due, or the sweeper has postponed it. */
const isCheckReached = ({ nextCheckAt = '', updatedAt }: StoredOrder, now: number): boolean =>
  Date.parse(nextCheckAt) <= now || Date.parse(nextCheckAt) > Date.parse(updatedAt) + CHECK_SECONDS * 1000;

const isOverdue = ({ dueAt, capturedAmount }: Payment, now: number): boolean =>
  capturedAmount === 0 && Date.parse(dueAt) <= now;

const hasRefundWithUnknownOutcome = ({ refunds }: Payment): boolean => Object.values(refunds).some(isOutcomeUnknown);

/** An order as the workflow passes it from state to state. `version` is that of the row from which `step` was determined. */
export type OrderStep = {
  orderId: string;
  customerId: string;
  correlationId: string;
  version: number;
  hasPayment: boolean;
  /** The year in which the order is numbered; absent if it has a number. */
  numberYear?: string;
  step: Step | 'RecordFailures';
  /** The error of a failed step. */
  error?: { Error: string };
};

/** Returns the order with its next step, or with the given one. */
export const stepOf = (order: StoredOrder, step: OrderStep['step'] = nextStep(order)): OrderStep => ({
  orderId: order.orderId,
  customerId: order.customerId,
  correlationId: order.correlationId,
  version: order.version,
  hasPayment: order.payment !== undefined,
  ...(order.number === undefined && order.createdAt ? { numberYear: numberYearOf(order) } : {}),
  step,
});

/** Returns the order with a failed step. The error has the name that the workflow would report. */
export const failedStep = (order: OrderStep, error: unknown): OrderStep => ({
  ...order,
  step: 'RecordFailures',
  error: { Error: errorName(error) },
});

const errorName = (error: unknown): string => {
  if (isOutage(error)) return OUTAGE;
  return error instanceof Error ? error.name : 'Error';
};
