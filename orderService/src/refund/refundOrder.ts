import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { hashOf, idOfKey, requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import { formatMoney, minorUnitsOf, toDecimal, withoutNoise } from '@ecommerce/shared/money.ts';
import { MAX_TOTAL, type Order } from '../order/order.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import type { RefundRequest } from '../order/orderRequests.ts';
import { PAYABLE } from '../order/orderStatus.ts';
import { readOrder } from '../order/orderStore.ts';
import { hasPayment, type OrderWithPayment } from '../order/orderWithPayment.ts';
import { recordRefundRequest } from '../payment/paymentStore.ts';
import { newRefund, REFUNDED_BY_SHOP } from '../payment/refundRecord.ts';
import { toStripeAmount } from '../payment/stripeAmount.ts';
import { executeRefund, refundsWithUnknownOutcome } from './refunds.ts';

/**
 * Refunds what was paid for an order, in full or in part, never more than was paid. An order that has not shipped has to be cancelled
 * instead.
 *
 * @param idempotencyKey the same key and request mean the same refund
 * @throws DomainError NOT_FOUND, ORDER_NOT_REFUNDABLE, REFUND_TOO_LARGE (with `refundable`), IDEMPOTENCY_KEY_REUSED, UNAVAILABLE
 */
export const refundOrder = async (
  caller: Caller,
  orderId: string,
  request: RefundRequest,
  idempotencyKey: string | undefined,
): Promise<Order> => {
  const order = await readOrder(orderId);
  if (!order) throw new DomainError('NOT_FOUND', 'There is no such order.');
  if (!hasPayment(order) || order.payment.capturedAmount === 0) throw notRefundable('The order has not been paid.');
  const key = idOfKey(idempotencyKey, orderId);
  const requestHash = hashOf([
    request?.amount === undefined ? null : withoutNoise(request.amount),
    request?.reason ?? null,
  ]);
  let current = order;
  while (!current.payment.refunds[key]) {
    const amount = refundableAmount(current, request?.amount);
    const recorded = await recordRefundRequest(
      current,
      key,
      newRefund(amount, request?.reason ?? REFUNDED_BY_SHOP, { requestHash, by: caller.userId }),
    );
    if (recorded.isWritten) return executeAndEnqueue(recorded.order, key, false);
    current = recorded.order;
  }
  return repeatedRefund(current, key, requestHash);
};

/** Returns the amount to refund, in minor units, if that much is left. */
const refundableAmount = ({ status, payment, currency }: OrderWithPayment, requested: number | undefined): number => {
  if (status === 'completed' || PAYABLE.includes(status)) {
    throw notRefundable('The order has not shipped yet: cancel it to have its payment refunded in full.');
  }
  const remaining = payment.capturedAmount - payment.refundedAmount;
  const amount = requested === undefined ? remaining : minorUnitsOf('amount', requested, currency, MAX_TOTAL);
  if (amount > 0 && amount <= remaining) {
    toStripeAmount('amount', amount, currency); // rejected before it is recorded
    return amount;
  }
  throw new DomainError(
    'REFUND_TOO_LARGE',
    `At most ${formatMoney(Math.max(0, remaining), currency)} can be refunded.`,
    {
      refundable: toDecimal(Math.max(0, remaining), currency),
    },
  );
};

const repeatedRefund = async (order: OrderWithPayment, key: string, requestHash: string): Promise<Order> => {
  requireSameRequest(order.payment.refunds[key], requestHash, 'another refund');
  return refundsWithUnknownOutcome(order).includes(key)
    ? executeAndEnqueue(order, key, true)
    : requireNotFailed(order, key);
};

/** Makes the refund, and enqueues the order so that the workflow notifies the customer. */
const executeAndEnqueue = async (order: OrderWithPayment, key: string, isRepeated: boolean): Promise<Order> => {
  const settled = await executeRefund(order, key, isRepeated);
  await enqueueOrder(settled);
  return requireNotFailed(settled, key);
};

const requireNotFailed = (order: OrderWithPayment, key: string): Order => {
  if (order.payment.refunds[key]?.state !== 'failed') return order;
  throw notRefundable('The payment provider refused this refund.');
};

const notRefundable = (message: string): DomainError => new DomainError('ORDER_NOT_REFUNDABLE', message);
