import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { checkout } from '../checkout/checkout.ts';
import { checkoutRequest } from '../checkout/checkoutRequest.ts';
import { checkoutRoute } from '../checkout/checkoutRoutes.ts';

/** `POST /checkout` → 201 `{ id, totalAmount, currency, status, createdAt, payment? }`. */
export const handler = httpHandler(checkoutRoute, async ({ body, caller, idempotencyKey }) =>
  respond(await checkout(caller, checkoutRequest(body), idempotencyKey)),
);
