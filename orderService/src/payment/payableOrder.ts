import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { toDecimal } from '@ecommerce/shared/money.ts';
import { readOwnOrder } from '../order/orderAccess.ts';
import { hasPayment, isUnpaid, type OrderWithPayment } from '../order/orderWithPayment.ts';
import { retrievePayment } from './paymentProvider.ts';

/**
 * What a customer needs who comes back to pay: the secret that the checkout gave. The row says whether the order may be paid, then the
 * provider whether its payment may: it knows of money before any event tells. It is the customer's alone, not an administrator's.
 *
 * @returns `failure` is why the last try failed, in the provider's words
 * @throws DomainError NOT_FOUND, also for an order without payment; ORDER_NOT_PAYABLE, UNAVAILABLE
 */
export const payableOrder = async (caller: Caller, orderId: string) => {
  const order = await readOwnOrder(caller, orderId);
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
