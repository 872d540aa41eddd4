import { PathId } from '@ecommerce/shared/http.ts';
import { answered, pageOf } from '../../shared/openapi/answered.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import { CartLine, CartQuantity, RemovedLine } from '../src/cart/cart.ts';
import { CheckoutBody } from '../src/checkout/checkoutRequest.ts';
import { CreateOrderBody } from '../src/order/order.ts';
import { OrdersQuery, RefundBody } from '../src/order/orderRequests.ts';
import * as answers from './answers.ts';
import { cartRoutes } from './cartRoutes.ts';
import { order, productId } from './examples.ts';
import { paymentRoutes } from './paymentRoutes.ts';

/** Orders, placed and looked at. */
const orders: Record<string, RouteDescription> = {
  'POST /create-order': {
    operationId: 'createOrder',
    summary: 'Order one product, without payment',
    description:
      'Responds once the order is accepted; stock, shipping and emails follow within seconds. If a payment provider is connected, a stage may refuse it: then order with `POST /checkout`.',
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
    errors: [
      'INVALID_INPUT',
      'INSUFFICIENT_STOCK',
      'UNAUTHORIZED',
      'EMAIL_NOT_VERIFIED',
      'PRODUCT_NOT_FOUND',
      'IDEMPOTENCY_KEY_REUSED',
      'PAYMENT_REQUIRED',
    ],
  },
  'GET /orders': {
    operationId: 'listOrders',
    summary: 'The caller’s own orders, newest first',
    auth: 'customer',
    query: OrdersQuery,
    answer: pageOf('orders', answers.OrderList, order),
    errors: ['INVALID_INPUT', 'UNAUTHORIZED'],
  },
  'GET /orders/{id}': {
    operationId: 'getOrder',
    summary: 'One order',
    description: 'The caller’s own; staff may see any order.',
    auth: 'customer',
    path: PathId,
    example: { path: { id: order.id } },
    answer: answered('The order.', answers.Order, order),
    errors: ['UNAUTHORIZED', 'NOT_FOUND'],
  },
};

const { PaymentEvent, ...shown } = answers;

export const description: ServiceDescription = {
  about:
    'Cart, checkout and orders. A workflow reserves each order’s stock, waits for the payment, ships the order and sends the emails.',
  requests: { CreateOrderBody, CartLine, CartQuantity, RemovedLine, CheckoutBody, RefundBody, PaymentEvent },
  answers: shown,
  groups: { 'Cart and checkout': cartRoutes, Orders: orders, Payments: paymentRoutes },
};
