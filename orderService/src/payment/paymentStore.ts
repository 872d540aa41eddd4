import { type CancellationReason, isRejectedOrCancelled, type OrderStatus } from '../order/orderStatus.ts';
import { changeOrder, type OrderChange, type StoredOrder, type Written } from '../order/orderStore.ts';
import { hasPayment, type OrderWithPayment } from '../order/orderWithPayment.ts';
import type { Payment, Refund } from '../order/payment.ts';

/** Writes payments and refunds to the order's row. All amounts are integer minor units. */

/**
 * Records that the order's stock is reserved and it waits for its payment: `pending` → `awaiting_payment`. Nothing is written if the
 * order is paid or can no longer be paid.
 *
 * @param number the order's number, if it has none yet
 */
export const markAwaitingPayment = (order: Pick<StoredOrder, 'orderId' | 'customerId'>, number?: string) =>
  changePayment(order, {
    status: 'awaiting_payment',
    set: {},
    condition: '#status = :pending AND payment.capturedAmount = :zero',
    values: { ':pending': 'pending', ':zero': 0 },
    number,
  });

/** Completes an order that was paid before its stock was reserved: `pending` → `completed`. */
export const completePaidOrder = (order: OrderWithPayment, number?: string) =>
  changePayment(order, {
    status: 'completed',
    set: {},
    condition: '#status = :pending AND payment.capturedAmount > :zero',
    values: { ':pending': 'pending', ':zero': 0 },
    number,
  });

/**
 * Records a captured payment, once. The same write completes an order that waits for it. An order in any other status keeps it; if it has
 * ended, the money is refunded.
 *
 * @param order as read before; the row decides
 * @param paidAt when it was paid (ISO 8601)
 * @returns the current order, with the amount that was captured first
 */
export const recordCapture = async (
  order: OrderWithPayment,
  amount: number,
  paidAt: string,
): Promise<OrderWithPayment> => {
  for (let current = order; ; ) {
    const status: OrderStatus = current.status === 'awaiting_payment' ? 'completed' : current.status;
    const written = await changePayment(current, {
      status,
      set: {
        'payment.capturedAmount': amount,
        ...(isRejectedOrCancelled(status) ? {} : { 'payment.paidAt': paidAt }),
      },
      condition: '#status = :seen AND payment.capturedAmount = :zero',
      values: { ':seen': current.status, ':zero': 0 },
    });
    current = written.order; // its status has changed in the meantime, which can happen only a few times
    if (written.isWritten || current.payment.capturedAmount > 0) return current;
  }
};

/** The condition that the order may still be paid and is not paid yet, like `isUnpaid`. */
const UNPAID = {
  condition: '#status IN (:pending, :awaiting) AND payment.capturedAmount = :zero',
  values: { ':pending': 'pending', ':awaiting': 'awaiting_payment', ':zero': 0 },
};

/**
 * Ends an unpaid order: → `cancelled`. Nothing is written if the order is paid or can no longer be paid.
 *
 * @param order as read before; the row decides
 */
export const cancelUnpaidOrder = (order: OrderWithPayment, reason: CancellationReason) =>
  changePayment(order, {
    status: 'cancelled',
    set: { reason, endedAt: new Date().toISOString() },
    endsOrder: true,
    ...UNPAID,
  });

/** How many failed payments are recorded in an order. Later ones cause no notification. */
export const MAX_FAILED_PAYMENTS = 20;

/** Records a failed payment, once for each event of the provider. Nothing is written if the order is paid or can no longer be paid. */
export const recordFailedPayment = (order: OrderWithPayment, eventId: string, attempt: Payment['failures'][string]) =>
  changePayment(order, {
    set: { 'payment.failures.#event': attempt },
    names: { '#event': eventId },
    keepsStepFailure: true,
    condition: `${UNPAID.condition} AND attribute_not_exists(payment.failures.#event) AND size(payment.failures) < :most`,
    values: { ...UNPAID.values, ':most': MAX_FAILED_PAYMENTS },
  });

/**
 * Records a refund before it is requested from the provider. The total of refunds must still be that of `order`, so concurrent refunds
 * can never exceed the captured amount.
 */
export const recordRefundRequest = (order: OrderWithPayment, key: string, refund: Refund) =>
  changePayment(order, {
    set: {
      'payment.refunds.#key': refund,
      'payment.refundedAmount': order.payment.refundedAmount + refund.amount,
    },
    names: { '#key': key },
    keepsStepFailure: true,
    condition:
      'attribute_not_exists(payment.refunds.#key) AND payment.refundedAmount = :seen AND payment.capturedAmount = :captured',
    values: { ':seen': order.payment.refundedAmount, ':captured': order.payment.capturedAmount },
  });

/** Records a refund that was made by hand at the provider, whatever its amount. Nothing is written if it is recorded already. */
export const recordExternalRefund = (order: OrderWithPayment, key: string, refund: Refund) =>
  changePayment(order, {
    set: {
      'payment.refunds.#key': refund,
      'payment.refundedAmount': order.payment.refundedAmount + (refund.state === 'failed' ? 0 : refund.amount),
    },
    names: { '#key': key },
    condition: 'attribute_not_exists(payment.refunds.#key) AND payment.refundedAmount = :seen',
    values: { ':seen': order.payment.refundedAmount },
  });

/** The states that may precede each state of a refund. Events arrive in any order and must never move it back. */
const REFUND_STATES_BEFORE = {
  requested: ['requested'],
  succeeded: ['requested'],
  failed: ['requested', 'succeeded'],
} satisfies Record<Refund['state'], Refund['state'][]>;

/** Records the outcome of a refund. A failed one no longer counts: if the order has ended, the amount has to be refunded again. */
export const settleRefund = (
  order: OrderWithPayment,
  key: string,
  { state, refundId }: Pick<Refund, 'state' | 'refundId'>,
) => {
  const before = REFUND_STATES_BEFORE[state];
  const failed = state === 'failed' ? { ':amount': order.payment.refunds[key]?.amount ?? 0 } : {};
  return changePayment(order, {
    set: {
      'payment.refunds.#key.#state': state,
      ...(refundId === undefined ? {} : { 'payment.refunds.#key.refundId': refundId }),
    },
    ...(state === 'failed' ? { more: ', payment.refundedAmount = payment.refundedAmount - :amount' } : {}),
    names: { '#key': key, '#state': 'state' },
    keepsStepFailure: state === 'failed',
    condition: `payment.refunds.#key.#state IN (${before.map((_, index) => `:before${index}`).join(', ')})`,
    values: { ...failed, ...Object.fromEntries(before.map((one, index) => [`:before${index}`, one])) },
  });
};

const changePayment = async (
  order: Pick<StoredOrder, 'orderId' | 'nextCheckAt'> & Partial<Pick<StoredOrder, 'customerId'>>,
  input: OrderChange,
): Promise<Written<OrderWithPayment>> => {
  const written = await changeOrder(order, { ...input, condition: `attribute_exists(payment) AND ${input.condition}` });
  if (!hasPayment(written.order)) throw new Error(`Order ${order.orderId} has no payment`);
  return { ...written, order: written.order };
};
