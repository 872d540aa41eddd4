import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { ClaimBody } from './claimRequests.ts';

export const claimOrderRoute = {
  route: 'POST /orders/{id}/claim',
  auth: 'customer',
  path: PathId,
  body: ClaimBody,
  errors: ['EMAIL_NOT_VERIFIED', 'NOT_FOUND', 'ORDER_NOT_CLAIMABLE', 'ORDER_CHANGED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
