import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { CheckoutBody, QuoteBody } from './checkoutRequest.ts';

export const checkoutRoute = {
  route: 'POST /checkout',
  auth: 'customer',
  body: CheckoutBody,
  idempotencyKey: true,
  status: 201,
  errors: [
    'INSUFFICIENT_STOCK',
    'EMAIL_NOT_VERIFIED',
    'PRODUCT_NOT_FOUND',
    'CART_EMPTY',
    'CART_CHANGED',
    'CURRENCY_MISMATCH',
    'TOTAL_CHANGED',
    'DISCOUNT_NOT_APPLICABLE',
    'TOO_MANY_UNPAID_ORDERS',
    'UNAVAILABLE',
  ],
} as const satisfies RouteDefinition;

export const quoteCheckoutRoute = {
  route: 'POST /checkout/quote',
  auth: 'customer',
  body: QuoteBody,
  errors: [
    'INSUFFICIENT_STOCK',
    'PRODUCT_NOT_FOUND',
    'CART_EMPTY',
    'CURRENCY_MISMATCH',
    'DISCOUNT_NOT_APPLICABLE',
    'UNAVAILABLE',
  ],
} as const satisfies RouteDefinition;
