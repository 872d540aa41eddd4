import { type CancellationReason, isRejectedOrCancelled, type OrderStatus } from '../order/orderStatus.ts';
import {
  changeOrder,
  type OrderChange,
  type StoredOrder,
  statusAttributes,
  type Written,
} from '../order/orderStore.ts';
import { hasPayment, type OrderWithPayment } from '../order/orderWithPayment.ts';
import type { Payment, Refund } from '../order/payment.ts';

/** What is paid and paid back, as the order's row keeps it. All amounts are integer minor units. */

/**
 * The order's stock is reserved, its payment may come: `pending` → `awaiting_payment`. Nothing is written on an order that is paid, or not
 * payable any more.
 */
export const markAwaitingPayment = (order: Pick<StoredOrder, 'orderId' | 'customerId'>) =>
  changePayment(order, {
    set: statusAttributes(order, 'awaiting_payment'),
    condition: '#status = :pending AND payment.capturedAmount = :zero',
    values: { ':pending': 'pending', ':zero': 0 },
  });

/** The order was paid before its stock was reserved, and now it is: `pending` → `completed`. */
export const completePaidOrder = (order: OrderWithPayment) =>
  changePayment(order, {
    set: statusAttributes(order, 'completed'),
    condition: '#status = :pending AND payment.capturedAmount > :zero',
    values: { ':pending': 'pending', ':zero': 0 },
  });

/**
 * Records that the money has come, once; an order that waits for it is `completed` by the same write. In any other status it stays in it: one
 * that is over gives the money back.
 *
 * @param order as it was read; the row decides
 * @param paidAt when it was paid (ISO 8601)
 * @returns the order as it stands, with what was captured first
 */
export const recordCapture = async (
  order: OrderWithPayment,
  amount: number,
  paidAt: string,
): Promise<OrderWithPayment> => {
  for (let current = order; ; ) {
    const status: OrderStatus = current.status === 'awaiting_payment' ? 'completed' : current.status;
    const written = await changePayment(current, {
      set: {
        ...statusAttributes(order, status),
        'payment.capturedAmount': amount,
        ...(isRejectedOrCancelled(status) ? {} : { 'payment.paidAt': paidAt }),
      },
      condition: '#status = :seen AND payment.capturedAmount = :zero',
      values: { ':seen': current.status, ':zero': 0 },
    });
    current = written.order; // refused: its status moved on meanwhile, which it can do but a few times
    if (written.isWritten || current.payment.capturedAmount > 0) return current;
  }
};

/** That an order still takes money, and none has come: `isUnpaid` of the row. */
const UNPAID = {
  condition: '#status IN (:pending, :awaiting) AND payment.capturedAmount = :zero',
  values: { ':pending': 'pending', ':awaiting': 'awaiting_payment', ':zero': 0 },
};

/**
 * Ends an order that nobody has paid: → `cancelled`. Nothing is written where money has come, or the order takes none any more.
 *
 * @param order as it was read; the row decides
 */
export const cancelUnpaidOrder = (order: OrderWithPayment, reason: CancellationReason) =>
  changePayment(order, {
    set: { ...statusAttributes(order, 'cancelled'), reason, endedAt: new Date().toISOString() },
    ...UNPAID,
  });

/** How many failed attempts to pay an order keeps: what comes after them is not told of. */
export const MAX_FAILED_PAYMENTS = 20;

/** Records an attempt to pay that failed, once for each event of the provider. Nothing is written on an order that is paid, or not payable any more. */
export const recordFailedPayment = (order: OrderWithPayment, eventId: string, attempt: Payment['failures'][string]) =>
  changePayment(order, {
    set: { 'payment.failures.#event': attempt },
    names: { '#event': eventId },
    keepsTrouble: true,
    condition: `${UNPAID.condition} AND attribute_not_exists(payment.failures.#event) AND size(payment.failures) < :most`,
    values: { ...UNPAID.values, ':most': MAX_FAILED_PAYMENTS },
  });

/**
 * Records a refund that is to be made, before the provider is asked: two at once can never exceed what was captured, for the sum must still
 * be what `order` says.
 */
export const recordRefundRequest = (order: OrderWithPayment, key: string, refund: Refund) =>
  changePayment(order, {
    set: {
      'payment.refunds.#key': refund,
      'payment.refundedAmount': order.payment.refundedAmount + refund.amount,
    },
    names: { '#key': key },
    keepsTrouble: true,
    condition:
      'attribute_not_exists(payment.refunds.#key) AND payment.refundedAmount = :seen AND payment.capturedAmount = :captured',
    values: { ':seen': order.payment.refundedAmount, ':captured': order.payment.capturedAmount },
  });

/** Records a refund that was made at the provider by hand: a fact, whatever the sum. Nothing where it is recorded already. */
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

/** From which states a refund may come to each: events about it come in any order, and never lead back. */
const REFUND_STATES_BEFORE = {
  requested: ['requested'],
  succeeded: ['requested'],
  failed: ['requested', 'succeeded'],
} satisfies Record<Refund['state'], Refund['state'][]>;

/** Records what became of a refund. One that failed counts no more: an order that is over owes it again. */
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
    keepsTrouble: state === 'failed',
    condition: `payment.refunds.#key.#state IN (${before.map((_, index) => `:before${index}`).join(', ')})`,
    values: { ...failed, ...Object.fromEntries(before.map((one, index) => [`:before${index}`, one])) },
  });
};

const changePayment = async (
  order: Pick<StoredOrder, 'orderId' | 'nextCheckAt'>,
  input: OrderChange,
): Promise<Written<OrderWithPayment>> => {
  const written = await changeOrder(order, { ...input, condition: `attribute_exists(payment) AND ${input.condition}` });
  if (!hasPayment(written.order)) throw new Error(`Order ${order.orderId} has no payment`);
  return { ...written, order: written.order };
};
