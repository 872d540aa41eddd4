import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { CartQuantity } from '../cart/cart.ts';
import { setCartQuantity } from '../cart/changeCart.ts';

/** `PUT /cart/{id}` → 200, the cart with so many of the product. */
export const handler = httpHandler({ path: PathId, body: CartQuantity, auth: 'customer' }, async (request) =>
  ok(await setCartQuantity(request.caller.userId, { id: request.path.id, qty: request.body.qty })),
);
