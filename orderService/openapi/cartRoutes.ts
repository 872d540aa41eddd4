import { PathId } from '@ecommerce/shared/http.ts';
import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { CartLine, CartQuantity, RemovedLine } from '../src/cart/cart.ts';
import { CheckoutBody } from '../src/checkout/checkoutRequest.ts';
import * as answers from './answers.ts';
import { cart, checkedOut, emptyCart, productId } from './examples.ts';

const shown =
  'Prices are today’s. A product that is not on sale any more has `price` null and `available` 0; one that ran short has fewer `available` than its `quantity`.';

const answer = (about: string, example: object = cart) => answered(about, answers.Cart, example);

/** Why a cart does not take a quantity of a product. */
const quantityRefusals: RouteDescription['errors'] = [
  'INVALID_INPUT',
  'INSUFFICIENT_STOCK',
  'UNAUTHORIZED',
  'PRODUCT_NOT_FOUND',
  'CART_FULL',
  'CURRENCY_MISMATCH',
  'UNAVAILABLE',
];

/** The cart, kept for each customer until 30 days after its last change. */
export const cartRoutes: Record<string, RouteDescription> = {
  'GET /cart': {
    operationId: 'getCart',
    summary: 'The caller’s cart',
    description: shown,
    auth: 'customer',
    answer: answer('The cart.'),
    errors: ['UNAUTHORIZED'],
  },
  'POST /cart': {
    operationId: 'addToCart',
    summary: 'Put a product into the cart, or more of it',
    description: 'Adds to what is there. At most 50 products, all in one currency.',
    auth: 'customer',
    body: CartLine,
    example: { body: { id: productId, qty: 2 } },
    answer: answer('The cart after that.'),
    errors: quantityRefusals,
  },
  'PUT /cart/{id}': {
    operationId: 'setCartQuantity',
    summary: 'Say how many of a product are in the cart',
    auth: 'customer',
    path: PathId,
    body: CartQuantity,
    example: { path: { id: productId }, body: { qty: 2 } },
    answer: answer('The cart after that.'),
    errors: quantityRefusals,
  },
  'DELETE /cart/{id}': {
    operationId: 'removeFromCart',
    summary: 'Take a product out of the cart',
    description: 'What is not in it is no error.',
    auth: 'customer',
    path: PathId,
    example: { path: { id: productId } },
    answer: answer('The cart after that.', emptyCart),
    errors: ['UNAUTHORIZED', 'UNAVAILABLE'],
  },
  'DELETE /cart': {
    operationId: 'emptyCart',
    summary: 'Empty the cart, or take a product out of it',
    description: 'Without a body the cart is emptied; with `{ id }` that product is taken out of it.',
    auth: 'customer',
    body: RemovedLine,
    example: { body: { id: productId } },
    answer: answer('The cart after that.', emptyCart),
    errors: ['INVALID_INPUT', 'UNAUTHORIZED', 'UNAVAILABLE'],
  },
  'POST /checkout': {
    operationId: 'checkout',
    summary: 'Order the cart, or what the request names',
    description:
      'Without `items` the cart is ordered and emptied, exactly once. With `items` those are ordered, the same product twice being one line; `total` is required there. A `total` that is not today’s is refused with the right one. The stock of all lines is taken together or none of it. Only so many orders of a customer may wait for their payment at a time.',
    auth: 'customer',
    idempotencyKey: true,
    body: CheckoutBody,
    example: { body: { items: [{ id: productId, qty: 2 }], total: 99.98 } },
    answer: {
      status: 201,
      about: 'The order is placed. `payment` is there where it is to be paid through the shop.',
      schema: answers.Checkout,
      example: checkedOut,
    },
    errors: [
      'INVALID_INPUT',
      'INSUFFICIENT_STOCK',
      'UNAUTHORIZED',
      'EMAIL_NOT_VERIFIED',
      'PRODUCT_NOT_FOUND',
      'CART_EMPTY',
      'CART_CHANGED',
      'CURRENCY_MISMATCH',
      'TOTAL_CHANGED',
      'IDEMPOTENCY_KEY_REUSED',
      'TOO_MANY_UNPAID_ORDERS',
      'UNAVAILABLE',
    ],
  },
};
