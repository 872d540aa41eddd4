import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { STOCK_MAX_AGE_SECONDS } from '../product/productViews.ts';
import { ProductsQuery } from './searchQuery.ts';

export const listProductsRoute = {
  route: 'GET /products',
  query: ProductsQuery,
  queryGroup: 'attr',
  maxAgeSeconds: STOCK_MAX_AGE_SECONDS,
  errors: [],
} as const satisfies RouteDefinition;
