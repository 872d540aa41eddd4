import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { mergeCartRoute } from '../cart/cartRoutes.ts';
import { mergeCart } from '../cart/mergeCart.ts';

/** Adds what a guest had in the cart to the caller's cart, as far as it can be added. */
export const handler = httpHandler(mergeCartRoute, async ({ body: { items }, caller, idempotencyKey }) =>
  respond(await mergeCart(caller.userId, items, idempotencyKey)),
);
