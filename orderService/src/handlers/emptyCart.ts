import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { emptyCartRoute } from '../cart/cartRoutes.ts';
import { emptyCart, removeFromCart } from '../cart/changeCart.ts';

/** Empties the cart, or with `{ id }` removes that product, and returns the cart. */
export const handler = httpHandler(emptyCartRoute, async ({ body, caller }) =>
  respond(await (body ? removeFromCart(caller.userId, body) : emptyCart(caller.userId))),
);
