import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';

export const cancelOrderRoute = {
  route: 'POST /orders/{id}/cancel',
  auth: 'customerOrOrderKey',
  path: PathId,
  errors: ['NOT_FOUND', 'ORDER_NOT_CANCELLABLE'],
} as const satisfies RouteDefinition;
