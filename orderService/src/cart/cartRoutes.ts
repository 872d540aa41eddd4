import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { CartLine, CartQuantity, MergeBody, RemovedLine, RemovedVariant } from './cart.ts';

export const getCartRoute = { route: 'GET /cart', auth: 'customer', errors: [] } as const satisfies RouteDefinition;

/** Why a cart does not take a quantity of a product. */
const quantityErrors = [
  'INSUFFICIENT_STOCK',
  'PRODUCT_NOT_FOUND',
  'VARIANT_REQUIRED',
  'CART_FULL',
  'CURRENCY_MISMATCH',
  'UNAVAILABLE',
] as const;

export const addToCartRoute = {
  route: 'POST /cart',
  auth: 'customer',
  body: CartLine,
  errors: quantityErrors,
} as const satisfies RouteDefinition;

export const mergeCartRoute = {
  route: 'POST /cart/merge',
  auth: 'customer',
  body: MergeBody,
  idempotencyKey: true,
  errors: ['UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const setCartQuantityRoute = {
  route: 'PUT /cart/{id}',
  auth: 'customer',
  path: PathId,
  body: CartQuantity,
  errors: quantityErrors,
} as const satisfies RouteDefinition;

export const removeFromCartRoute = {
  route: 'DELETE /cart/{id}',
  auth: 'customer',
  path: PathId,
  query: RemovedVariant,
  errors: ['VARIANT_REQUIRED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const emptyCartRoute = {
  route: 'DELETE /cart',
  auth: 'customer',
  body: RemovedLine,
  errors: ['VARIANT_REQUIRED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
