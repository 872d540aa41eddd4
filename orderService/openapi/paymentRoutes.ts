import { PathId } from '@ecommerce/shared/http.ts';
import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { RefundBody } from '../src/order/orderRequests.ts';
import * as answers from './answers.ts';
import { cancelledOrder, orderId, payableOrder, paymentEvent, refundedOrder } from './examples.ts';

/** How an order is paid, given up, paid back. */
export const paymentRoutes: Record<string, RouteDescription> = {
  'POST /payments/webhook': {
    operationId: 'paymentWebhook',
    summary: 'News of the payment provider',
    description:
      'For the payment provider alone: the signature is checked over the body as it was sent, its time may be 5 minutes off in either direction. The same event twice is taken once. Whatever is not 200 makes the provider send it again.',
    headers: { 'Stripe-Signature': 'When the provider signed, and its signatures: `t=1795247961,v1=5257a869…`' },
    rawBody: answers.PaymentEvent,
    example: { body: paymentEvent },
    answer: answered('It was taken.', answers.Received, { received: true }),
    errors: ['INVALID_SIGNATURE', 'INVALID_INPUT', 'NOT_FOUND', 'PAYMENT_MISMATCH', 'UNAVAILABLE'],
  },
  'GET /orders/{id}/payment': {
    operationId: 'getOrderPayment',
    summary: 'What it takes to pay an order that waits for it',
    description:
      'For a customer who left the page, or whose card was declined: the `clientSecret` of `POST /checkout` again. Of the caller’s own order alone, also for an admin.',
    auth: 'customer',
    path: PathId,
    example: { path: { id: orderId } },
    answer: answered('It may be paid until `dueAt`.', answers.PayableOrder, payableOrder),
    errors: ['UNAUTHORIZED', 'NOT_FOUND', 'ORDER_NOT_PAYABLE', 'UNAVAILABLE'],
  },
  'POST /orders/{id}/cancel': {
    operationId: 'cancelOrder',
    summary: 'Cancel an order',
    description:
      'The caller’s own while it does not ship yet; an admin may cancel any, also one that ships. Stock and money go back. Doing it twice is doing it once.',
    auth: 'customer',
    path: PathId,
    example: { path: { id: orderId } },
    answer: answered('The order, its status in upper case.', answers.SettledOrder, cancelledOrder),
    errors: ['UNAUTHORIZED', 'NOT_FOUND', 'ORDER_NOT_CANCELLABLE'],
  },
  'POST /orders/{id}/refund': {
    operationId: 'refundOrder',
    summary: 'Give back what was paid, or a part of it',
    description:
      'All that is left unless an `amount` is named; never more than was paid. For orders that ship: what does not ship yet is cancelled instead.',
    auth: 'admin',
    idempotencyKey: true,
    path: PathId,
    body: RefundBody,
    example: { path: { id: orderId }, body: { amount: 49.99, reason: 'One pair was damaged.' } },
    answer: answered('The order, its status in upper case.', answers.SettledOrder, refundedOrder),
    errors: [
      'INVALID_INPUT',
      'UNAUTHORIZED',
      'FORBIDDEN',
      'NOT_FOUND',
      'ORDER_NOT_REFUNDABLE',
      'REFUND_TOO_LARGE',
      'IDEMPOTENCY_KEY_REUSED',
      'UNAVAILABLE',
    ],
  },
};
