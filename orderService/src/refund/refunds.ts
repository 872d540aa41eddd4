import { log } from '@ecommerce/shared/log.ts';
import { isRejectedOrCancelled } from '../order/orderStatus.ts';
import type { OrderWithPayment } from '../order/orderWithPayment.ts';
import { isOutcomeUnknown } from '../order/payment.ts';
import { cancelPayment, createRefund } from '../payment/paymentProvider.ts';
import { recordCapture, recordRefundRequest, settleRefund } from '../payment/paymentStore.ts';
import { newRefund, REFUND_FAILED } from '../payment/refundRecord.ts';

/** What was paid for an order that takes no money, and is not on its way back. Integer minor units. */
const amountToRefund = ({ status, payment }: OrderWithPayment): number =>
  isRejectedOrCancelled(status) ? payment.capturedAmount - payment.refundedAmount : 0;

/** The refunds of which it is not known whether the provider was asked for them. */
export const refundsWithUnknownOutcome = ({ payment }: OrderWithPayment): string[] =>
  Object.entries(payment.refunds).flatMap(([key, refund]) => (isOutcomeUnknown(refund) ? [key] : []));

/**
 * Asks the provider for a refund that is recorded, and records its answer. Done twice it is done once.
 *
 * @param isRepeated whether the provider may have been asked before
 * @returns the order as it stands; the refund may have `failed`
 * @throws DomainError UNAVAILABLE: to be done again
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
  else log.info('refund answered', { orderId, key, state, refundId });
  return settled;
};

/** Asks again for every refund whose answer was lost. */
const retryRefunds = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  let current = order;
  for (const key of refundsWithUnknownOutcome(order)) current = await executeRefund(current, key, true);
  return current;
};

/** The provider refused to give back what an order that is over has been paid. */
class PaymentNotRefunded extends Error {
  override readonly name = 'PaymentNotRefunded';
}

/**
 * Settles an order's money as far as its row calls for it: asks again for refunds whose answer was lost; an order that was cancelled or
 * rejected gives back what it has been paid, whenever the money came, and its payment is ended where none was made. Done twice, or by two at
 * once, it is done once.
 *
 * @returns the order as it stands
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
    // Whoever else began it may have died before asking the provider, and the order is closed after this
    current = recorded.isWritten ? await executeRefund(recorded.order, key, false) : await retryRefunds(recorded.order);
    if (recorded.isWritten && current.payment.refunds[key]?.state === 'failed') {
      throw new PaymentNotRefunded(`The provider refused to refund order ${order.orderId}`);
    }
  }
  return current;
};

/** The same for all who give the money back at once; another only after the provider has refused. */
const remainingRefundKey = ({ payment }: OrderWithPayment): string => {
  const failed = Object.entries(payment.refunds).filter(
    ([key, { state }]) => isRemainingRefundKey(key) && state === 'failed',
  );
  return failed.length === 0 ? 'return' : `return-${failed.length + 1}`;
};
const isRemainingRefundKey = (key: string): boolean => /^return(-\d+)?$/.test(key);

/** Nobody can pay any more; who was faster is recorded. */
const cancelPaymentOrRecordCapture = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  const result = await cancelPayment(order.payment);
  return result.state === 'captured' ? recordCapture(order, result.capturedAmount, new Date().toISOString()) : order;
};
