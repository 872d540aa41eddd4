import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { setCartQuantityRoute } from '../cart/cartRoutes.ts';
import { setCartQuantity } from '../cart/changeCart.ts';

/** Sets the quantity of a product in the cart and returns the cart. */
export const handler = httpHandler(setCartQuantityRoute, async (request) =>
  respond(await setCartQuantity(request.caller.userId, { id: request.path.id, ...request.body })),
);
