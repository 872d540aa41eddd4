import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { accountBuyer, guestBuyer } from '../checkout/buyer.ts';
import { accountRequest, checkoutRequest } from '../checkout/checkoutRequest.ts';
import { quoteCheckoutRoute } from '../checkout/checkoutRoutes.ts';
import { requireGuestsAllowed } from '../checkout/guestCheckout.ts';
import { quote } from '../checkout/quote.ts';

/** Returns what an order would cost; nothing is ordered. A guest's history is not looked at: it would tell strangers about an address. */
export const handler = httpHandler(
  quoteCheckoutRoute,
  async ({ body, caller, sourceIp }) => {
    if (caller) return respond(await quote(accountBuyer(caller), accountRequest(body)));
    requireGuestsAllowed();
    return respond(await quote(guestBuyer(undefined, sourceIp), checkoutRequest(body)));
  },
  rateLimit(quoteCheckoutRoute),
);
