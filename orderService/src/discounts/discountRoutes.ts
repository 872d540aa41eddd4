import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import * as z from 'zod';
import { DiscountBody, DiscountPatch } from './discount.ts';

export const createDiscountRoute = {
  route: 'POST /discounts',
  auth: 'admin',
  body: DiscountBody,
  idempotencyKey: true,
  status: 201,
  errors: ['DISCOUNT_EXISTS', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const listDiscountsRoute = {
  route: 'GET /discounts',
  auth: 'admin',
  query: z.strictObject(pageParameters()),
  errors: [],
} as const satisfies RouteDefinition;

export const updateDiscountRoute = {
  route: 'PATCH /discounts/{id}',
  auth: 'admin',
  path: PathId,
  body: DiscountPatch,
  errors: ['NOT_FOUND', 'SETTINGS_CHANGED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const deleteDiscountRoute = {
  route: 'DELETE /discounts/{id}',
  auth: 'admin',
  path: PathId,
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
