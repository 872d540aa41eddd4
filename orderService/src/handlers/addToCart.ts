import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { addToCartRoute } from '../cart/cartRoutes.ts';
import { addToCart } from '../cart/changeCart.ts';

/** `POST /cart` → 200, the cart with so many more of the product. */
export const handler = httpHandler(addToCartRoute, async ({ body, caller }) =>
  respond(await addToCart(caller.userId, body)),
);
