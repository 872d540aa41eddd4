import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { ReceiveReturnBody, ReturnBody, ReturnPath } from './returnRequests.ts';

export const requestReturnRoute = {
  route: 'POST /orders/{id}/returns',
  auth: 'customerOrOrderKey',
  path: PathId,
  body: ReturnBody,
  idempotencyKey: true,
  errors: ['NOT_FOUND', 'ORDER_NOT_RETURNABLE', 'ORDER_CHANGED', 'QUANTITY_TOO_LARGE', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const approveReturnRoute = {
  route: 'POST /orders/{id}/returns/{rid}/approve',
  auth: 'staff',
  path: ReturnPath,
  errors: ['NOT_FOUND', 'RETURN_NOT_OPEN', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const refuseReturnRoute = {
  route: 'POST /orders/{id}/returns/{rid}/refuse',
  auth: 'staff',
  path: ReturnPath,
  errors: ['NOT_FOUND', 'RETURN_NOT_OPEN', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const receiveReturnRoute = {
  route: 'POST /orders/{id}/returns/{rid}/receive',
  auth: 'staff',
  path: ReturnPath,
  body: ReceiveReturnBody,
  errors: ['NOT_FOUND', 'RETURN_NOT_OPEN', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
