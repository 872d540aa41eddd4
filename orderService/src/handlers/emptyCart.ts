import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { emptyCartRoute } from '../cart/cartRoutes.ts';
import { emptyCart, removeFromCart } from '../cart/changeCart.ts';

/** `DELETE /cart` → 200, the empty cart; with `{ id }` the cart without that product. */
export const handler = httpHandler(emptyCartRoute, async ({ body, caller }) =>
  respond(await (body ? removeFromCart(caller.userId, body.id) : emptyCart(caller.userId))),
);
