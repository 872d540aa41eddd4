import { PathId } from '@ecommerce/shared/http.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import { CreateOrderBody } from '../src/order.ts';
import { OrdersQuery } from '../src/orderRequests.ts';
import * as answers from './answers.ts';

const productId = 'faaebaca-a48c-4417-aced-365ea474bf3d';

const order = {
  id: 'fc00646c-a77f-461b-86f1-88ecbf266f71',
  status: 'shipping',
  items: [{ productId, productName: 'Gucci running shoes', unitPrice: 49.99, quantity: 2 }],
  total: 99.98,
  currency: 'EUR',
  createdAt: '2026-11-21T07:59:21.770Z',
  updatedAt: '2026-11-21T07:59:21.963Z',
};

/** Orders, placed and looked at. */
const orders: Record<string, RouteDescription> = {
  'POST /create-order': {
    operationId: 'createOrder',
    summary: 'Order one product, without payment',
    description: 'Answers once the order is accepted; stock, shipping and mails follow within seconds.',
    auth: 'customer',
    idempotencyKey: true,
    body: CreateOrderBody,
    example: { body: { id: productId, quantity: 2 } },
    answer: {
      status: 201,
      about: 'The order is accepted.',
      schema: answers.PlacedOrder,
      example: { message: 'order placed successfully', orderId: order.id },
    },
    errors: ['INVALID_INPUT', 'INSUFFICIENT_STOCK', 'UNAUTHORIZED', 'PRODUCT_NOT_FOUND', 'IDEMPOTENCY_KEY_REUSED'],
  },
  'GET /orders': {
    operationId: 'listOrders',
    summary: 'The caller’s own orders, newest first',
    auth: 'customer',
    query: OrdersQuery,
    answer: {
      status: 200,
      about: 'A page of orders; `nextCursor` where there are more.',
      schema: answers.OrderList,
      example: { orders: [order] },
    },
    errors: ['INVALID_INPUT', 'UNAUTHORIZED'],
  },
  'GET /orders/{id}': {
    operationId: 'getOrder',
    summary: 'One of the caller’s own orders',
    auth: 'customer',
    path: PathId,
    example: { path: { id: order.id } },
    answer: { status: 200, about: 'The order.', schema: answers.Order, example: order },
    errors: ['UNAUTHORIZED', 'NOT_FOUND'],
  },
};

export const description: ServiceDescription = {
  about: 'Orders: through a queue into a workflow that takes the stock, ships and mails.',
  requests: { CreateOrderBody },
  answers,
  groups: { Orders: orders },
};
