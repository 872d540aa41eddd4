import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { PageQuery } from '../product/productRequests.ts';
import { AdjustStockBody } from './stockRequests.ts';

export const adjustStockRoute = {
  route: 'POST /stock-adjustments',
  auth: 'customer',
  body: AdjustStockBody,
  idempotencyKey: true,
  status: 201,
  errors: ['PRODUCT_NOT_FOUND', 'VARIANT_NOT_FOUND', 'STOCK_TOO_LOW', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const listStockMovementsRoute = {
  route: 'GET /products/{id}/stock-movements',
  auth: 'customer',
  path: PathId,
  query: PageQuery,
  errors: ['PRODUCT_NOT_FOUND'],
} as const satisfies RouteDefinition;
