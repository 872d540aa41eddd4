import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { showCart } from '../cart/changeCart.ts';

/** `GET /cart` → 200, the caller's cart. */
export const handler = httpHandler({ auth: 'customer' }, async ({ caller }) => ok(await showCart(caller.userId)));
