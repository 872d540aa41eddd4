import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { checkout, checkoutAsGuest } from '../checkout/checkout.ts';
import { accountRequest, guestRequest } from '../checkout/checkoutRequest.ts';
import { checkoutRoute } from '../checkout/checkoutRoutes.ts';

/** Orders the cart, or the products in the request; for a guest without a token too. */
export const handler = httpHandler(
  checkoutRoute,
  async ({ body, caller, idempotencyKey, headers: { 'accept-language': language }, sourceIp }) =>
    respond(
      caller
        ? await checkout(caller, accountRequest(body), idempotencyKey, language)
        : await checkoutAsGuest(guestRequest(body, idempotencyKey), sourceIp, language),
    ),
  rateLimit(checkoutRoute),
);
