import { DomainError } from '@ecommerce/shared/errors.ts';
import { toDecimal } from '@ecommerce/shared/money.ts';
import { type Requester, readOwnOrder } from '../order/orderAccess.ts';
import { hasPayment, isUnpaid, type OrderWithPayment } from '../order/orderWithPayment.ts';
import { retrievePayment } from './paymentProvider.ts';

/**
 * Returns what a customer needs to pay later: the client secret from the checkout. The row tells whether the order may be paid, then the
 * provider whether the payment may be made: it knows about money before its event arrives. Only for the order's customer, not for
 * administrators.
 *
 * @returns `failure` is the provider's message about the last failed payment
 * @throws DomainError NOT_FOUND, also for an order without a payment; ORDER_NOT_PAYABLE, UNAVAILABLE
 */
export const payableOrder = async (requester: Requester, orderId: string) => {
  const order = await readOwnOrder(requester, orderId);
  if (!hasPayment(order)) throw new DomainError('NOT_FOUND', 'This order is not paid through the shop.');
  const reason = reasonNotPayable(order);
  if (reason) throw notPayable(reason);
  const { isPayable, clientSecret, failure } = await retrievePayment(order.payment);
  if (!isPayable) throw notPayable('The payment was made or cancelled, or the bank decides about it now.');
  const { total, currency, payment } = order;
  return {
    provider: payment.provider,
    clientSecret,
    dueAt: payment.dueAt,
    totalAmount: toDecimal(total, currency),
    currency,
    ...(failure === undefined ? {} : { failure }),
  };
};

const reasonNotPayable = (order: OrderWithPayment): string | undefined => {
  if (order.payment.capturedAmount > 0) return 'The order has been paid.';
  if (!isUnpaid(order)) return `The order is ${order.status} and can no longer be paid.`;
  return Date.parse(order.payment.dueAt) <= Date.now() ? 'The time to pay the order is over.' : undefined;
};

const notPayable = (message: string): DomainError => new DomainError('ORDER_NOT_PAYABLE', message);
