import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { isUnpaid, type OrderWithPayment } from '../order/orderWithPayment.ts';
import { cancelPayment } from '../payment/paymentProvider.ts';
import { cancelUnpaidOrder, recordCapture } from '../payment/paymentStore.ts';

/**
 * Ends the wait for a payment that is overdue: `pending` or `awaiting_payment` → `cancelled`. The payment is cancelled first, so that no
 * money can come after; where the provider says that it has come, unheard of until now, the order is paid.
 *
 * @returns the order as it stands: it may be cancelled, paid, or not overdue at all
 * @throws DomainError UNAVAILABLE while the provider is out of reach, for up to an hour
 */
export const expirePayment = async (order: OrderWithPayment): Promise<StoredOrder> => {
  if (!isOverdue(order)) return order;
  const current = await cancelPaymentOrRecordCapture(order);
  return isOverdue(current) ? (await cancelUnpaidOrder(current, 'not paid in time')).order : current;
};

const isOverdue = (order: OrderWithPayment): boolean =>
  isUnpaid(order) && Date.parse(order.payment.dueAt) <= Date.now();

/** How long an overdue order waits for a provider that is out of reach, in milliseconds: it may have been paid in time. */
const MAX_PROVIDER_OUTAGE_MS = 60 * 60 * 1000;

/**
 * A provider that stays out of reach does not keep the stock: the payment is cancelled again when the order's money is given back. Another sum
 * than the order costs does not pay it: that goes back too.
 */
const cancelPaymentOrRecordCapture = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  try {
    const result = await cancelPayment(order.payment);
    if (result.state !== 'captured') return order;
    log.warn('payment found that no event told of', { orderId: order.orderId });
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
