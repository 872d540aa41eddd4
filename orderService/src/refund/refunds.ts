import { log } from '@ecommerce/shared/log.ts';
import { publishRefund } from '../notification/paymentEvents.ts';
import { OrderError } from '../order/order.ts';
import { hasFailed } from '../order/orderStatus.ts';
import { readOrder } from '../order/orderStore.ts';
import { isUnanswered, type Refund } from '../order/payment.ts';
import { cancelPayment, refundPayment } from '../payment/paymentProvider.ts';
import { beginRefund, isPaidOrder, noteCapture, type PaidOrder, settleRefund } from '../payment/paymentStore.ts';

/** The alarm `paymentTrouble` looks for this line. */
export const REFUND_FAILED = 'refund failed';

/** What was paid for an order that takes no money, and is not on its way back. Integer minor units. */
export const owed = ({ status, payment }: PaidOrder): number =>
  hasFailed(status) ? payment.capturedAmount - payment.refundedAmount : 0;

/** The refunds of which it is not known whether the provider was asked for them. */
export const unansweredRefunds = ({ payment }: PaidOrder): string[] =>
  Object.entries(payment.refunds).flatMap(([key, refund]) => (isUnanswered(refund) ? [key] : []));

/**
 * Asks the provider for a refund that is noted, notes its answer and tells of it. Done twice it is done once.
 *
 * @param isRepeated whether the provider may have been asked before
 * @returns the order as it stands; the refund may have `failed`
 * @throws DomainError UNAVAILABLE: to be done again
 */
export const makeRefund = async (order: PaidOrder, key: string, isRepeated: boolean): Promise<PaidOrder> => {
  const { orderId, payment } = order;
  const answer = await refundPayment(order, payment, { key, amount: payment.refunds[key]?.amount ?? 0, isRepeated });
  const { order: settled } = await settleRefund(order, key, answer);
  const { state, refundId } = answer;
  if (state === 'failed') log.error(REFUND_FAILED, { orderId, key, refundId });
  else log.info('refund answered', { orderId, key, state, refundId });
  await publishRefund(settled, key);
  return settled;
};

/** Asks again for every refund whose answer was lost. */
export const finishRefunds = async (order: PaidOrder): Promise<PaidOrder> => {
  let standing = order;
  for (const key of unansweredRefunds(order)) standing = await makeRefund(standing, key, true);
  return standing;
};

/**
 * Gives back what a cancelled or rejected order has been paid, whenever the money came; ends a payment that has not been made. Done twice,
 * or by two at once, it is done once.
 *
 * @returns the order as it stands
 * @throws OrderError PaymentNotReturned when the provider refused; DomainError UNAVAILABLE
 */
export const returnPayment = async (order: PaidOrder): Promise<PaidOrder> => {
  for (const key of Object.keys(order.payment.refunds).filter(isReturn)) {
    await publishRefund(order, key); // whoever made it may have died before this
  }
  let standing = await finishRefunds(order.payment.capturedAmount > 0 ? order : await endPayment(order));
  while (owed(standing) > 0) {
    const key = returnKey(standing);
    const begun = await beginRefund(
      standing,
      key,
      newRefund(owed(standing), standing.reason ?? 'cancelled by the shop'),
    );
    standing = begun.isWritten ? await makeRefund(begun.order, key, false) : begun.order;
    if (begun.isWritten && standing.payment.refunds[key]?.state === 'failed') {
      throw new OrderError('PaymentNotReturned', `The provider refused to refund order ${order.orderId}`);
    }
  }
  return standing;
};

/** The same by the order's id, as the workflow asks for it. */
export const returnPaymentOf = async (orderId: string): Promise<void> => {
  const order = await readOrder(orderId);
  if (!isPaidOrder(order)) throw new Error(`There is no order ${orderId} with a payment`);
  await returnPayment(order);
};

/** The same for all who give the money back at once; another only after the provider has refused. */
const returnKey = ({ payment }: PaidOrder): string => {
  const failed = Object.entries(payment.refunds).filter(([key, { state }]) => isReturn(key) && state === 'failed');
  return failed.length === 0 ? 'return' : `return-${failed.length + 1}`;
};
const isReturn = (key: string): boolean => /^return(-\d+)?$/.test(key);

/** A refund that the provider has not been asked for yet. */
export const newRefund = (amount: number, reason: string, requestHash?: string): Refund => ({
  amount,
  reason,
  state: 'requested',
  at: new Date().toISOString(),
  ...(requestHash === undefined ? {} : { requestHash }),
});

/** Nobody can pay any more; who was faster is noted. */
const endPayment = async (order: PaidOrder): Promise<PaidOrder> => {
  const ended = await cancelPayment(order.payment);
  return ended.state === 'captured' ? noteCapture(order, ended.capturedAmount) : order;
};
