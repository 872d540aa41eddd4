import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { RefundBody } from '../order/orderRequests.ts';

export const refundOrderRoute = {
  route: 'POST /orders/{id}/refund',
  auth: 'staff',
  path: PathId,
  body: RefundBody,
  idempotencyKey: true,
  errors: ['NOT_FOUND', 'ORDER_NOT_REFUNDABLE', 'REFUND_TOO_LARGE', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
