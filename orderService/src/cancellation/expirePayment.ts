import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { isUnpaid, type OrderWithPayment } from '../order/orderWithPayment.ts';
import { cancelPayment } from '../payment/paymentProvider.ts';
import { cancelUnpaidOrder, recordCapture } from '../payment/paymentStore.ts';

/**
 * Ends the wait for an overdue payment: `pending` or `awaiting_payment` → `cancelled`. The payment is cancelled at the provider first, so
 * that no money can arrive later. If the provider reports that it was captured already, the order is paid.
 *
 * @returns the current order: cancelled, paid, or not overdue after all
 * @throws DomainError UNAVAILABLE while the provider is unavailable, for up to an hour
 */
export const expirePayment = async (order: OrderWithPayment): Promise<StoredOrder> => {
  if (!isOverdue(order)) return order;
  const current = await cancelPaymentOrRecordCapture(order);
  return isOverdue(current) ? (await cancelUnpaidOrder(current, 'not paid in time')).order : current;
};

const isOverdue = (order: OrderWithPayment): boolean =>
  isUnpaid(order) && Date.parse(order.payment.dueAt) <= Date.now();

/** How long an overdue order waits for an unavailable provider, in milliseconds: it may have been paid in time. */
const MAX_PROVIDER_OUTAGE_MS = 60 * 60 * 1000;

/**
 * Cancels the payment, or records that it was captured. If the provider stays unavailable, the order ends without it, so that its stock
 * is released; the payment is cancelled later, with the refund. A captured amount that differs from the total does not pay the order: it
 * is refunded.
 */
const cancelPaymentOrRecordCapture = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  try {
    const result = await cancelPayment(order.payment);
    if (result.state !== 'captured') return order;
    log.warn('payment found before its event arrived', { orderId: order.orderId });
    if (result.capturedAmount === order.total) {
      return await recordCapture(order, result.capturedAmount, new Date().toISOString());
    }
    log.error('payment does not match its order', { orderId: order.orderId, what: 'amount' });
    return order;
  } catch (error) {
    const waitsForProvider = Date.now() < Date.parse(order.payment.dueAt) + MAX_PROVIDER_OUTAGE_MS;
    if (waitsForProvider || !(error instanceof DomainError)) throw error;
    return order;
  }
};
