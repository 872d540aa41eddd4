import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { removeFromCartRoute } from '../cart/cartRoutes.ts';
import { removeFromCart } from '../cart/changeCart.ts';

/** Removes a product from the cart and returns the cart. */
export const handler = httpHandler(removeFromCartRoute, async ({ path: { id }, query: { variantId }, caller }) =>
  respond(await removeFromCart(caller.userId, { id, variantId })),
);
