import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import {
  addToCartRoute,
  emptyCartRoute,
  getCartRoute,
  mergeCartRoute,
  removeFromCartRoute,
  setCartQuantityRoute,
} from '../src/cart/cartRoutes.ts';
import { checkoutRoute, quoteCheckoutRoute } from '../src/checkout/checkoutRoutes.ts';
import * as answers from './answers.ts';
import { cart, checkedOut, checkoutDetails, emptyCart, productId, quote } from './examples.ts';

const shown =
  'Prices are current. A product that is no longer on sale has `price` null and `available` 0; one that ran short has fewer `available` than its `quantity`.';

const answer = (about: string, example: object = cart) => answered(about, answers.Cart, example);

/** The cart, kept for each customer until 30 days after its last change. */
export const cartRoutes: RouteDescription[] = [
  {
    definition: getCartRoute,
    summary: 'The caller’s cart',
    description: shown,
    answer: answer('The cart.'),
  },
  {
    definition: addToCartRoute,
    summary: 'Add units of a product to the cart',
    description:
      'Adds to the current quantity. At most 40 lines, all in one currency. `variantId` is needed where the product has several variants.',
    example: { body: { id: productId, qty: 2 } },
    answer: answer('The cart after that.'),
  },
  {
    definition: mergeCartRoute,
    summary: 'Add what a guest had in the cart',
    description:
      'For a shop page after sign-in. Quantities are added up, each as far as stock and cart allow. What is not added, or in part, is in `notMerged` and keeps nothing else from being added.',
    example: { body: { items: [{ id: productId, qty: 2 }] } },
    answer: answered('The cart after that.', answers.MergedCart, { ...cart, notMerged: [] }),
  },
  {
    definition: setCartQuantityRoute,
    summary: 'Set the quantity of a product in the cart',
    example: { path: { id: productId }, body: { qty: 2 } },
    answer: answer('The cart after that.'),
  },
  {
    definition: removeFromCartRoute,
    summary: 'Remove a product from the cart',
    description:
      'It is not an error if the product is not in the cart. `variantId` is needed if several of its variants are.',
    example: { path: { id: productId } },
    answer: answer('The cart after that.', emptyCart),
  },
  {
    definition: emptyCartRoute,
    summary: 'Empty the cart, or remove a product from it',
    description:
      'Without a body the cart is emptied; with `{ id }`, or `{ id, variantId }`, that line is removed from it.',
    example: { body: { id: productId } },
    answer: answer('The cart after that.', emptyCart),
  },
  {
    definition: checkoutRoute,
    summary: 'Order the cart, or the products in the request',
    description:
      'Without `items` the cart is ordered and emptied, exactly once. With `items` those products are ordered (a product given twice is one line), and `total` is required. An outdated `total` is rejected, and the response has the current one. The stock of all lines is reserved together or not at all. The number of orders of a customer that await payment is limited. Where the shop has shipping methods, `shippingAddress` and `shippingMethod` are required; where it has tax rates only, `shippingAddress` or `billingAddress`.',
    example: { body: { items: [{ id: productId, qty: 2 }], total: 99.98 } },
    answer: {
      about: 'The order is placed. `payment` is present if it must be paid through the shop.',
      schema: answers.Checkout,
      example: checkedOut,
    },
  },
  {
    definition: quoteCheckoutRoute,
    summary: 'What the cart, or the products in the request, would cost',
    description:
      'Takes the body of `POST /checkout`, and orders nothing. `total` is ignored. Discounts are taken off before taxes: buy x get y, then percentages, then amounts, each from what the ones before have left. Amounts are split over the items by the largest remainder, so that everything adds up: `subtotal` − `discounts` + `shipping.chosen.price` + `taxes` that are not included = `totalAmount`. Shipping is known with a `shippingAddress`, taxes with that or a `billingAddress`; `missing` names what the order still needs.',
    example: { body: checkoutDetails },
    answer: answered('The prices of this moment.', answers.Quote, quote),
  },
];
