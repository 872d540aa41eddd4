import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { CreateOrderBody } from './order.ts';
import { OrdersQuery } from './orderRequests.ts';

export const createOrderRoute = {
  route: 'POST /create-order',
  auth: 'customer',
  body: CreateOrderBody,
  idempotencyKey: true,
  status: 201,
  errors: ['INSUFFICIENT_STOCK', 'EMAIL_NOT_VERIFIED', 'PRODUCT_NOT_FOUND', 'PAYMENT_REQUIRED', 'CHECKOUT_REQUIRED'],
} as const satisfies RouteDefinition;

export const listOrdersRoute = {
  route: 'GET /orders',
  auth: 'customer',
  query: OrdersQuery,
  errors: [],
} as const satisfies RouteDefinition;

export const getOrderRoute = {
  route: 'GET /orders/{id}',
  auth: 'customerOrOrderKey',
  path: PathId,
  errors: ['NOT_FOUND'],
} as const satisfies RouteDefinition;
