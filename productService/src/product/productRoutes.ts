import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { PatchProductBody } from './productChange.ts';
import { ApprovedProductsQuery, CategoryPath, PageQuery, SlugPath } from './productRequests.ts';
import { STOCK_MAX_AGE_SECONDS } from './productViews.ts';

export const listMyProductsRoute = {
  route: 'GET /my-products',
  auth: 'customer',
  query: PageQuery,
  errors: [],
} as const satisfies RouteDefinition;

export const getMyProductRoute = {
  route: 'GET /my-products/{id}',
  auth: 'customer',
  path: PathId,
  errors: ['PRODUCT_NOT_FOUND'],
} as const satisfies RouteDefinition;

export const changeProductRoute = {
  route: 'PATCH /products/{id}',
  auth: 'customer',
  path: PathId,
  body: PatchProductBody,
  idempotencyKey: true,
  errors: ['PRODUCT_NOT_FOUND', 'VARIANT_REQUIRED', 'STOCK_TOO_LOW', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const deleteProductRoute = {
  route: 'DELETE /products/{id}',
  auth: 'customer',
  path: PathId,
  errors: ['PRODUCT_NOT_FOUND'],
} as const satisfies RouteDefinition;

export const listApprovedProductsRoute = {
  route: 'GET /approve-products',
  query: ApprovedProductsQuery,
  maxAgeSeconds: STOCK_MAX_AGE_SECONDS,
  errors: [],
} as const satisfies RouteDefinition;

export const getProductRoute = {
  route: 'GET /products/{id}',
  path: PathId,
  maxAgeSeconds: STOCK_MAX_AGE_SECONDS,
  errors: ['PRODUCT_NOT_FOUND'],
} as const satisfies RouteDefinition;

export const getProductBySlugRoute = {
  route: 'GET /products/by-slug/{slug}',
  path: SlugPath,
  maxAgeSeconds: STOCK_MAX_AGE_SECONDS,
  errors: ['PRODUCT_NOT_FOUND'],
} as const satisfies RouteDefinition;

export const listCategoryProductsRoute = {
  route: 'GET /categories/{name}',
  path: CategoryPath,
  query: PageQuery,
  maxAgeSeconds: STOCK_MAX_AGE_SECONDS,
  errors: [],
} as const satisfies RouteDefinition;
