import type { RouteDefinition } from '@ecommerce/shared/route.ts';

export const exportProductsRoute = {
  route: 'GET /exports/products.csv',
  auth: 'staff',
  status: 302,
  errors: ['EXPORT_NOT_READY', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
