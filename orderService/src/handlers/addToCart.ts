import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { CartLine } from '../cart/cart.ts';
import { addToCart } from '../cart/changeCart.ts';

/** `POST /cart` → 200, the cart with so many more of the product. */
export const handler = httpHandler({ body: CartLine, auth: 'customer' }, async ({ body, caller }) =>
  ok(await addToCart(caller.userId, body)),
);
