import { created, httpHandler } from '@ecommerce/shared/http.ts';
import { checkout } from '../checkout/checkout.ts';
import { CheckoutBody, checkoutRequest } from '../checkout/checkoutRequest.ts';

/** `POST /checkout` → 201 `{ id, totalAmount, currency, status, createdAt, payment? }`. */
export const handler = httpHandler({ body: CheckoutBody, auth: 'customer' }, async ({ body, caller, idempotencyKey }) =>
  created(await checkout(caller, checkoutRequest(body), idempotencyKey)),
);
