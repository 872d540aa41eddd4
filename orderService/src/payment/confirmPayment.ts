import { DomainError } from '@ecommerce/shared/errors.ts';
import type * as z from 'zod';
import { upperCase } from '../order/orderStatus.ts';
import { readOrder } from '../order/orderStore.ts';
import { paymentStatusOf } from '../order/payment.ts';
import type { ConfirmPaymentBody } from './paymentRequests.ts';

/**
 * Returns a paid order. Changes nothing: only an event of the payment provider makes an order paid.
 *
 * @throws DomainError NOT_FOUND, PAYMENT_NOT_CONFIRMED
 */
export const confirmPayment = async ({ orderId }: z.output<typeof ConfirmPaymentBody>) => {
  const order = await readOrder(orderId);
  if (!order) throw new DomainError('NOT_FOUND', 'There is no such order.');
  const paymentStatus = paymentStatusOf(order.payment);
  if (paymentStatus !== 'paid') {
    throw new DomainError(
      'PAYMENT_NOT_CONFIRMED',
      `The provider has not confirmed the payment: it is ${paymentStatus}.`,
    );
  }
  return { id: orderId, status: upperCase(order.status) };
};
