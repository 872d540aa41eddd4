import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import type * as z from 'zod';
import { CheckoutBody, QuoteBody } from './checkoutRequest.ts';

export const checkoutRoute = {
  route: 'POST /checkout',
  auth: 'customerOrGuest',
  isGuest: (body: z.infer<typeof CheckoutBody>) => body?.email !== undefined,
  body: CheckoutBody,
  idempotencyKey: true,
  rateLimit: {
    client: { attempts: 60, seconds: 3600 },
    account: { attempts: 10, seconds: 86_400, of: (body: z.infer<typeof CheckoutBody>) => body?.email ?? '' },
  },
  status: 201,
  errors: [
    'INSUFFICIENT_STOCK',
    'EMAIL_NOT_VERIFIED',
    'GUEST_CHECKOUT_REFUSED',
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
  auth: 'customerOrGuest',
  isGuest: (body: z.infer<typeof QuoteBody>) => body?.items !== undefined,
  body: QuoteBody,
  rateLimit: { client: { attempts: 600, seconds: 3600 } },
  errors: [
    'INSUFFICIENT_STOCK',
    'EMAIL_NOT_VERIFIED',
    'GUEST_CHECKOUT_REFUSED',
    'PRODUCT_NOT_FOUND',
    'CART_EMPTY',
    'CURRENCY_MISMATCH',
    'DISCOUNT_NOT_APPLICABLE',
    'UNAVAILABLE',
  ],
} as const satisfies RouteDefinition;
