import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { confirmPayment } from '../payment/confirmPayment.ts';
import { verifySignature } from '../payment/paymentProvider.ts';
import { confirmPaymentRoute } from '../payment/paymentRoutes.ts';

/** Says that an order is paid, to a program that signs its request as the payment provider signs its events. */
export const handler = httpHandler(confirmPaymentRoute, async ({ body, rawBody, headers }) => {
  await verifySignature(rawBody, headers['stripe-signature']);
  return respond(await confirmPayment(body));
});
