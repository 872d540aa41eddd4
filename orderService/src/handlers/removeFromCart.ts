import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { removeFromCart } from '../cart/changeCart.ts';

/** `DELETE /cart/{id}` → 200, the cart without the product. */
export const handler = httpHandler({ path: PathId, auth: 'customer' }, async ({ path: { id }, caller }) =>
  ok(await removeFromCart(caller.userId, id)),
);
