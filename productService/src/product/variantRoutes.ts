import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { NewVariantBody, PatchVariantBody, VariantPath } from './variantRequests.ts';

export const addVariantRoute = {
  route: 'POST /products/{id}/variants',
  auth: 'customer',
  path: PathId,
  body: NewVariantBody,
  idempotencyKey: true,
  status: 201,
  errors: ['PRODUCT_NOT_FOUND', 'VARIANT_EXISTS', 'SKU_TAKEN', 'TOO_MANY_VARIANTS', 'IMAGE_NOT_CHECKED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const changeVariantRoute = {
  route: 'PATCH /products/{id}/variants/{variantId}',
  auth: 'customer',
  path: VariantPath,
  body: PatchVariantBody,
  idempotencyKey: true,
  errors: [
    'PRODUCT_NOT_FOUND',
    'VARIANT_NOT_FOUND',
    'VARIANT_EXISTS',
    'SKU_TAKEN',
    'STOCK_TOO_LOW',
    'IMAGE_NOT_CHECKED',
    'UNAVAILABLE',
  ],
} as const satisfies RouteDefinition;

export const deleteVariantRoute = {
  route: 'DELETE /products/{id}/variants/{variantId}',
  auth: 'customer',
  path: VariantPath,
  errors: ['PRODUCT_NOT_FOUND', 'VARIANT_NOT_FOUND', 'LAST_VARIANT', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
