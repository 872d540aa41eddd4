import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { ChangeMeBody } from '../account/ownAccountRequests.ts';
import { RENAME_LIMIT } from '../account/rateLimits.ts';

export const changeMeRoute = {
  route: 'PATCH /me',
  auth: 'customer',
  body: ChangeMeBody,
  rateLimit: RENAME_LIMIT,
  failureMsg: 'me failed',
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
