import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { addToCartRoute } from '../cart/cartRoutes.ts';
import { addToCart } from '../cart/changeCart.ts';

/** Adds units of a product to the cart and returns the cart. */
export const handler = httpHandler(addToCartRoute, async ({ body, caller }) =>
  respond(await addToCart(caller.userId, body)),
);
