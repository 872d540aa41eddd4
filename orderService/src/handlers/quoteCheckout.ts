import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { checkoutRequest } from '../checkout/checkoutRequest.ts';
import { quoteCheckoutRoute } from '../checkout/checkoutRoutes.ts';
import { quote } from '../checkout/quote.ts';

/** `POST /checkout/quote` → 200, what an order would cost; nothing is ordered. */
export const handler = httpHandler(quoteCheckoutRoute, async ({ body, caller }) =>
  respond(await quote(caller.userId, checkoutRequest(body))),
);
