import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { checkout } from '../checkout/checkout.ts';
import { checkoutRequest } from '../checkout/checkoutRequest.ts';
import { checkoutRoute } from '../checkout/checkoutRoutes.ts';

/** Orders the cart, or the products in the request. */
export const handler = httpHandler(checkoutRoute, async ({ body, caller, idempotencyKey, headers }) =>
  respond(await checkout(caller, checkoutRequest(body), idempotencyKey, headers['accept-language'])),
);
