import { PathId } from '@ecommerce/shared/http.ts';
import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { CartLine, CartQuantity, RemovedLine } from '../src/cart/cart.ts';
import { CheckoutBody } from '../src/checkout/checkoutRequest.ts';
import * as answers from './answers.ts';
import { cart, checkedOut, emptyCart, productId } from './examples.ts';

const shown =
  'Prices are current. A product that is no longer on sale has `price` null and `available` 0; one that ran short has fewer `available` than its `quantity`.';

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
    summary: 'Add units of a product to the cart',
    description: 'Adds to the current quantity. At most 50 products, all in one currency.',
    auth: 'customer',
    body: CartLine,
    example: { body: { id: productId, qty: 2 } },
    answer: answer('The cart after that.'),
    errors: quantityRefusals,
  },
  'PUT /cart/{id}': {
    operationId: 'setCartQuantity',
    summary: 'Set the quantity of a product in the cart',
    auth: 'customer',
    path: PathId,
    body: CartQuantity,
    example: { path: { id: productId }, body: { qty: 2 } },
    answer: answer('The cart after that.'),
    errors: quantityRefusals,
  },
  'DELETE /cart/{id}': {
    operationId: 'removeFromCart',
    summary: 'Remove a product from the cart',
    description: 'It is not an error if the product is not in the cart.',
    auth: 'customer',
    path: PathId,
    example: { path: { id: productId } },
    answer: answer('The cart after that.', emptyCart),
    errors: ['UNAUTHORIZED', 'UNAVAILABLE'],
  },
  'DELETE /cart': {
    operationId: 'emptyCart',
    summary: 'Empty the cart, or remove a product from it',
    description: 'Without a body the cart is emptied; with `{ id }` that product is removed from it.',
    auth: 'customer',
    body: RemovedLine,
    example: { body: { id: productId } },
    answer: answer('The cart after that.', emptyCart),
    errors: ['INVALID_INPUT', 'UNAUTHORIZED', 'UNAVAILABLE'],
  },
  'POST /checkout': {
    operationId: 'checkout',
    summary: 'Order the cart, or the products in the request',
    description:
      'Without `items` the cart is ordered and emptied, exactly once. With `items` those products are ordered (a product given twice is one line), and `total` is required. An outdated `total` is rejected, and the response has the current one. The stock of all lines is reserved together or not at all. The number of orders of a customer that await payment is limited.',
    auth: 'customer',
    idempotencyKey: true,
    body: CheckoutBody,
    example: { body: { items: [{ id: productId, qty: 2 }], total: 99.98 } },
    answer: {
      status: 201,
      about: 'The order is placed. `payment` is present if it must be paid through the shop.',
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
