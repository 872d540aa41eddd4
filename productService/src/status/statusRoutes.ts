import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import * as z from 'zod';
import { PRODUCT_TRANSITIONS, type ProductStatus } from '../product/product.ts';

const STATUSES = Object.keys(PRODUCT_TRANSITIONS) as ProductStatus[];

export const listProductsByStatusRoute = {
  route: 'GET /admin/products',
  auth: 'staff',
  query: z.strictObject({ ...pageParameters(), status: z.enum(STATUSES).default('approved') }),
  errors: [],
} as const satisfies RouteDefinition;

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
