import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { RemovedLine } from '../cart/cart.ts';
import { emptyCart, removeFromCart } from '../cart/changeCart.ts';

/** `DELETE /cart` → 200, the empty cart; with `{ id }` the cart without that product. */
export const handler = httpHandler({ body: RemovedLine, auth: 'customer' }, async ({ body, caller }) =>
  ok(await (body ? removeFromCart(caller.userId, body.id) : emptyCart(caller.userId))),
);
