import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { payableOrder } from '../payment/payableOrder.ts';
import { getOrderPaymentRoute } from '../payment/paymentRoutes.ts';

/** `GET /orders/{id}/payment` → 200 `{ provider, clientSecret, dueAt, totalAmount, currency, failure? }`, of the caller's own order. */
export const handler = httpHandler(getOrderPaymentRoute, async ({ path: { id }, caller }) =>
  respond(await payableOrder(caller, id)),
);
