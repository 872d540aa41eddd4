import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getCartRoute } from '../cart/cartRoutes.ts';
import { showCart } from '../cart/changeCart.ts';

/** Returns the caller's cart. */
export const handler = httpHandler(getCartRoute, async ({ caller }) => respond(await showCart(caller.userId)));
