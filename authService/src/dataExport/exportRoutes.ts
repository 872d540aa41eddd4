import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import * as z from 'zod';
import { EXPORT_LINK_LIMIT } from '../account/rateLimits.ts';

export const exportMeRoute = {
  route: 'GET /me/export',
  auth: 'customer',
  status: 202,
  failureMsg: 'me failed',
  errors: ['NOT_FOUND', 'TOO_MANY_REQUESTS', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const openExportRoute = {
  route: 'GET /exports/{token}',
  path: z.object({ token: z.string().max(256) }),
  rateLimit: EXPORT_LINK_LIMIT,
  status: 302,
  failureMsg: 'export failed',
  errors: ['NOT_FOUND'],
} as const satisfies RouteDefinition;
