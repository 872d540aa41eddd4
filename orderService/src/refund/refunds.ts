import { log } from '@ecommerce/shared/log.ts';
import { hasFailed } from '../order/orderStatus.ts';
import type { OrderWithPayment } from '../order/orderWithPayment.ts';
import { isUnanswered } from '../order/payment.ts';
import { cancelPayment, refundPayment } from '../payment/paymentProvider.ts';
import { beginRefund, recordCapture, settleRefund } from '../payment/paymentStore.ts';
import { newRefund, REFUND_FAILED } from '../payment/refundRecord.ts';

/** What was paid for an order that takes no money, and is not on its way back. Integer minor units. */
const owed = ({ status, payment }: OrderWithPayment): number =>
  hasFailed(status) ? payment.capturedAmount - payment.refundedAmount : 0;

/** The refunds of which it is not known whether the provider was asked for them. */
export const unansweredRefunds = ({ payment }: OrderWithPayment): string[] =>
  Object.entries(payment.refunds).flatMap(([key, refund]) => (isUnanswered(refund) ? [key] : []));

/**
 * Asks the provider for a refund that is recorded, and records its answer. Done twice it is done once.
 *
 * @param isRepeated whether the provider may have been asked before
 * @returns the order as it stands; the refund may have `failed`
 * @throws DomainError UNAVAILABLE: to be done again
 */
export const makeRefund = async (
  order: OrderWithPayment,
  key: string,
  isRepeated: boolean,
): Promise<OrderWithPayment> => {
  const { orderId, payment } = order;
  const answer = await refundPayment(order, payment, { key, amount: payment.refunds[key]?.amount ?? 0, isRepeated });
  const { order: settled } = await settleRefund(order, key, answer);
  const { state, refundId } = answer;
  if (state === 'failed') log.error(REFUND_FAILED, { orderId, key, refundId });
  else log.info('refund answered', { orderId, key, state, refundId });
  return settled;
};

/** Asks again for every refund whose answer was lost. */
const finishRefunds = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  let standing = order;
  for (const key of unansweredRefunds(order)) standing = await makeRefund(standing, key, true);
  return standing;
};

/** The provider refused to give back what an order that is over has been paid. */
export class PaymentNotReturned extends Error {
  override readonly name = 'PaymentNotReturned';
}

/**
 * Settles an order's money as far as its row calls for it: asks again for refunds whose answer was lost; an order that was cancelled or
 * rejected gives back what it has been paid, whenever the money came, and its payment is ended where none was made. Done twice, or by two at
 * once, it is done once.
 *
 * @returns the order as it stands
 * @throws PaymentNotReturned; DomainError UNAVAILABLE
 */
export const settleMoney = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  const isOpen = hasFailed(order.status) && order.payment.capturedAmount === 0;
  let standing = await finishRefunds(isOpen ? await endPayment(order) : order);
  while (owed(standing) > 0) {
    const key = returnKey(standing);
    const begun = await beginRefund(
      standing,
      key,
      newRefund(owed(standing), standing.reason ?? 'cancelled by the shop'),
    );
    // Whoever else began it may have died before asking the provider, and the order is closed after this
    standing = begun.isWritten ? await makeRefund(begun.order, key, false) : await finishRefunds(begun.order);
    if (begun.isWritten && standing.payment.refunds[key]?.state === 'failed') {
      throw new PaymentNotReturned(`The provider refused to refund order ${order.orderId}`);
    }
  }
  return standing;
};

/** The same for all who give the money back at once; another only after the provider has refused. */
const returnKey = ({ payment }: OrderWithPayment): string => {
  const failed = Object.entries(payment.refunds).filter(([key, { state }]) => isReturn(key) && state === 'failed');
  return failed.length === 0 ? 'return' : `return-${failed.length + 1}`;
};
const isReturn = (key: string): boolean => /^return(-\d+)?$/.test(key);

/** Nobody can pay any more; who was faster is recorded. */
const endPayment = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  const ended = await cancelPayment(order.payment);
  return ended.state === 'captured' ? recordCapture(order, ended.capturedAmount, new Date().toISOString()) : order;
};
