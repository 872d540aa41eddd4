import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { removeFromCartRoute } from '../cart/cartRoutes.ts';
import { removeFromCart } from '../cart/changeCart.ts';

/** `DELETE /cart/{id}` → 200, the cart without the product. */
export const handler = httpHandler(removeFromCartRoute, async ({ path: { id }, caller }) =>
  respond(await removeFromCart(caller.userId, id)),
);
