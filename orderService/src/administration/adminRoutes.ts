import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { AllOrdersQuery, SummaryQuery } from './adminRequests.ts';

export const listAllOrdersRoute = {
  route: 'GET /admin/orders',
  auth: 'staff',
  query: AllOrdersQuery,
  errors: [],
} as const satisfies RouteDefinition;

export const getSummaryRoute = {
  route: 'GET /admin/summary',
  auth: 'staff',
  query: SummaryQuery,
  errors: ['UNAVAILABLE'],
} as const satisfies RouteDefinition;
