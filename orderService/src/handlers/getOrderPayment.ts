import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { payableOrder } from '../payment/payableOrder.ts';
import { getOrderPaymentRoute } from '../payment/paymentRoutes.ts';

/** Returns what the customer needs to pay their own order. */
export const handler = httpHandler(getOrderPaymentRoute, async ({ path: { id }, caller }) =>
  respond(await payableOrder(caller, id)),
);
