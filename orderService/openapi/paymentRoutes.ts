import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { cancelOrderRoute } from '../src/cancellation/cancellationRoutes.ts';
import { confirmPaymentRoute, getOrderPaymentRoute, paymentWebhookRoute } from '../src/payment/paymentRoutes.ts';
import { refundOrderRoute } from '../src/refund/refundRoutes.ts';
import * as answers from './answers.ts';
import { cancelledOrder, orderId, payableOrder, paymentEvent, refundedOrder } from './examples.ts';

/** How an order is paid, given up, paid back. */
export const paymentRoutes: RouteDescription[] = [
  {
    definition: paymentWebhookRoute,
    summary: 'Events of the payment provider',
    description:
      'Only for the payment provider: the signature is checked over the unmodified body, and its timestamp may be off by 5 minutes in either direction. A repeated event has no further effect. After any response other than 200 the provider sends the event again.',
    requiredHeaders: {
      'Stripe-Signature': 'When the provider signed, and its signatures: `t=1795247961,v1=5257a869…`',
    },
    rawBody: answers.PaymentEvent,
    example: { body: paymentEvent },
    answer: answered('It was taken.', answers.Received, { received: true }),
  },
  {
    definition: confirmPaymentRoute,
    summary: 'Whether the provider has confirmed a payment',
    description:
      'For programs that have the secret of the webhook: the body is signed as the provider signs its events. It changes nothing: an order is paid once the provider says so.',
    requiredHeaders: {
      'Stripe-Signature': 'When the program signed, and its signature: `t=1795247961,v1=5257a869…`',
    },
    example: { body: { orderId, paymentStatus: 'paid' } },
    answer: answered('It is paid.', answers.ConfirmedPayment, { id: orderId, status: 'COMPLETED' }),
  },
  {
    definition: getOrderPaymentRoute,
    summary: 'What is needed to pay an order that awaits payment',
    description:
      'For a customer who left the page, or whose card was declined: the `clientSecret` of `POST /checkout` again. Only for the caller’s own orders, even if the caller is an admin.',
    example: { path: { id: orderId } },
    answer: answered('It may be paid until `dueAt`.', answers.PayableOrder, payableOrder),
  },
  {
    definition: cancelOrderRoute,
    summary: 'Cancel an order',
    description:
      'Customers can cancel their own orders, staff any order, until the first parcel has left. The stock is released and the payment refunded. Repeating the request changes nothing.',
    example: { path: { id: orderId } },
    answer: answered('The order, its status in upper case.', answers.SettledOrder, cancelledOrder),
  },
  {
    definition: refundOrderRoute,
    summary: 'Refund a payment in full or in part',
    description:
      'Refunds all that is left unless `amount` is given, and never more than was paid. For orders that have shipped; an order that has not shipped yet is cancelled instead.',
    example: { path: { id: orderId }, body: { amount: 49.99, reason: 'One pair was damaged.' } },
    answer: answered('The order, its status in upper case.', answers.SettledOrder, refundedOrder),
  },
];
