import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { DeleteMeBody } from '../account/ownAccountRequests.ts';
import { OWN_PASSWORD_LIMIT } from '../account/rateLimits.ts';

export const deleteMeRoute = {
  route: 'DELETE /me',
  auth: 'customer',
  body: DeleteMeBody,
  rateLimit: OWN_PASSWORD_LIMIT,
  status: 202,
  failureMsg: 'me failed',
  errors: ['INVALID_CREDENTIALS', 'INVALID_CONFIRMATION_CODE', 'PASSWORD_RESET_REQUIRED', 'LAST_ADMIN', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
