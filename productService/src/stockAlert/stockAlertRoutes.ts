import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { VariantIdPath } from '../product/variantRequests.ts';

export const listStockAlertsRoute = {
  route: 'GET /stock-alerts',
  auth: 'customer',
  errors: [],
} as const satisfies RouteDefinition;

export const askForAlertRoute = {
  route: 'PUT /stock-alerts/{variantId}',
  auth: 'customer',
  path: VariantIdPath,
  errors: ['VARIANT_NOT_FOUND', 'IN_STOCK', 'STOCK_ALERTS_FULL', 'EMAIL_NOT_VERIFIED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const withdrawAlertRoute = {
  route: 'DELETE /stock-alerts/{variantId}',
  auth: 'customer',
  path: VariantIdPath,
  errors: ['UNAVAILABLE'],
} as const satisfies RouteDefinition;
