import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { setCartQuantityRoute } from '../cart/cartRoutes.ts';
import { setCartQuantity } from '../cart/changeCart.ts';

/** `PUT /cart/{id}` → 200, the cart with so many of the product. */
export const handler = httpHandler(setCartQuantityRoute, async (request) =>
  respond(await setCartQuantity(request.caller.userId, { id: request.path.id, qty: request.body.qty })),
);
