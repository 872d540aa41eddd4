import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';

export const submitProductRoute = {
  route: 'POST /products/{id}/submit',
  auth: 'customer',
  path: PathId,
  errors: ['PRODUCT_NOT_FOUND', 'IMAGE_NOT_CHECKED', 'ALREADY_REJECTED', 'PRODUCT_ARCHIVED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const archiveProductRoute = {
  route: 'POST /products/{id}/archive',
  auth: 'customer',
  path: PathId,
  errors: ['PRODUCT_NOT_FOUND', 'IMAGE_NOT_CHECKED', 'ALREADY_REJECTED', 'PRODUCT_IS_DRAFT', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const restoreProductRoute = {
  route: 'POST /products/{id}/restore',
  auth: 'customer',
  path: PathId,
  errors: ['PRODUCT_NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
