import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { PageQuery } from '../product/productRequests.ts';

export const listStockMovementsRoute = {
  route: 'GET /products/{id}/stock-movements',
  auth: 'customer',
  path: PathId,
  query: PageQuery,
  errors: ['PRODUCT_NOT_FOUND'],
} as const satisfies RouteDefinition;
