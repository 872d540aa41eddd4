import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { ConfirmPaymentBody } from './paymentRequests.ts';

/** Takes the body as the payment provider signed it. */
export const paymentWebhookRoute = {
  route: 'POST /payments/webhook',
  errors: ['INVALID_SIGNATURE', 'INVALID_INPUT', 'NOT_FOUND', 'PAYMENT_MISMATCH', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

/** Is signed as the events of the payment provider are. */
export const confirmPaymentRoute = {
  route: 'POST /payments/confirmations',
  body: ConfirmPaymentBody,
  errors: ['INVALID_SIGNATURE', 'NOT_FOUND', 'PAYMENT_NOT_CONFIRMED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const getOrderPaymentRoute = {
  route: 'GET /orders/{id}/payment',
  auth: 'customerOrOrderKey',
  path: PathId,
  errors: ['NOT_FOUND', 'ORDER_NOT_PAYABLE', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
