import { log } from '@ecommerce/shared/log.ts';
import { isRejectedOrCancelled } from '../order/orderStatus.ts';
import type { OrderWithPayment } from '../order/orderWithPayment.ts';
import { isOutcomeUnknown } from '../order/payment.ts';
import { cancelPayment, createRefund } from '../payment/paymentProvider.ts';
import { recordCapture, recordRefundRequest, settleRefund } from '../payment/paymentStore.ts';
import { newRefund, REFUND_FAILED } from '../payment/refundRecord.ts';

/** Returns the amount that an ended order still has to refund, in integer minor units. */
const amountToRefund = ({ status, payment }: OrderWithPayment): number =>
  isRejectedOrCancelled(status) ? payment.capturedAmount - payment.refundedAmount : 0;

/** Returns the keys of refunds for which it is unknown if the provider received the request. */
export const refundsWithUnknownOutcome = ({ payment }: OrderWithPayment): string[] =>
  Object.entries(payment.refunds).flatMap(([key, refund]) => (isOutcomeUnknown(refund) ? [key] : []));

/**
 * Requests a recorded refund from the provider, and records the result. Idempotent.
 *
 * @param isRepeated whether the provider may have received the request before
 * @returns the current order; the refund may have `failed`
 * @throws DomainError UNAVAILABLE if the outcome is unknown: try again
 */
export const executeRefund = async (
  order: OrderWithPayment,
  key: string,
  isRepeated: boolean,
): Promise<OrderWithPayment> => {
  const { orderId, payment } = order;
  const result = await createRefund(order, payment, { key, amount: payment.refunds[key]?.amount ?? 0, isRepeated });
  const { order: settled } = await settleRefund(order, key, result);
  const { state, refundId } = result;
  if (state === 'failed') log.error(REFUND_FAILED, { orderId, key, refundId });
  else log.info('refund requested', { orderId, key, state, refundId });
  return settled;
};

/** Requests every refund again whose outcome is unknown. */
const retryRefunds = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  let current = order;
  for (const key of refundsWithUnknownOutcome(order)) current = await executeRefund(current, key, true);
  return current;
};

/** The provider refused to refund the payment of an ended order. */
class PaymentNotRefunded extends Error {
  override readonly name = 'PaymentNotRefunded';
}

/**
 * Settles an order's money. Refunds with an unknown outcome are requested again. For a cancelled or rejected order, the payment is
 * refunded, whenever the money arrived, or cancelled if it was not made. Idempotent, also if called concurrently.
 *
 * @returns the current order
 * @throws PaymentNotRefunded; DomainError UNAVAILABLE
 */
export const settlePayment = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  const mayStillBePaid = isRejectedOrCancelled(order.status) && order.payment.capturedAmount === 0;
  let current = await retryRefunds(mayStillBePaid ? await cancelPaymentOrRecordCapture(order) : order);
  while (amountToRefund(current) > 0) {
    const key = remainingRefundKey(current);
    const recorded = await recordRefundRequest(
      current,
      key,
      newRefund(amountToRefund(current), current.reason ?? 'cancelled by the shop'),
    );
    // A concurrent call that recorded the refund may have died before it requested it, and the order is closed after this
    current = recorded.isWritten ? await executeRefund(recorded.order, key, false) : await retryRefunds(recorded.order);
    if (recorded.isWritten && current.payment.refunds[key]?.state === 'failed') {
      throw new PaymentNotRefunded(`The provider refused to refund order ${order.orderId}`);
    }
  }
  return current;
};

/** Returns the key of the refund of the remainder: the same for concurrent calls; a new one only after the provider has refused. */
const remainingRefundKey = ({ payment }: OrderWithPayment): string => {
  const failed = Object.entries(payment.refunds).filter(
    ([key, { state }]) => isRemainingRefundKey(key) && state === 'failed',
  );
  return failed.length === 0 ? 'return' : `return-${failed.length + 1}`;
};
const isRemainingRefundKey = (key: string): boolean => /^return(-\d+)?$/.test(key);

/** Cancels the payment, or records that it was captured first. */
const cancelPaymentOrRecordCapture = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  const result = await cancelPayment(order.payment);
  return result.state === 'captured' ? recordCapture(order, result.capturedAmount, new Date().toISOString()) : order;
};
