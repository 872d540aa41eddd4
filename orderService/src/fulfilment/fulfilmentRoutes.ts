import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { FulfilmentBody, FulfilmentPath } from './fulfilmentRequests.ts';

export const fulfilOrderRoute = {
  route: 'POST /orders/{id}/fulfilments',
  auth: 'staff',
  path: PathId,
  body: FulfilmentBody,
  idempotencyKey: true,
  errors: ['NOT_FOUND', 'ORDER_NOT_FULFILLABLE', 'ORDER_CHANGED', 'QUANTITY_TOO_LARGE', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const markDeliveredRoute = {
  route: 'POST /orders/{id}/fulfilments/{fid}/delivered',
  auth: 'staff',
  path: FulfilmentPath,
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
