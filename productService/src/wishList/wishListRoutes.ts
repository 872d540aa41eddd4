import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { VariantIdPath } from '../product/variantRequests.ts';

export const getWishListRoute = {
  route: 'GET /wish-list',
  auth: 'customer',
  errors: [],
} as const satisfies RouteDefinition;

export const addWishRoute = {
  route: 'PUT /wish-list/{variantId}',
  auth: 'customer',
  path: VariantIdPath,
  errors: ['VARIANT_NOT_FOUND', 'WISH_LIST_FULL', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const removeWishRoute = {
  route: 'DELETE /wish-list/{variantId}',
  auth: 'customer',
  path: VariantIdPath,
  errors: ['UNAVAILABLE'],
} as const satisfies RouteDefinition;
