import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { handlePaymentEvent } from '../payment/handlePaymentEvent.ts';
import { verifyWebhook } from '../payment/paymentProvider.ts';
import { paymentWebhookRoute } from '../payment/paymentRoutes.ts';

/** Handles an event of the payment provider, which sends it again after any response other than 200. */
export const handler = httpHandler(paymentWebhookRoute, async ({ rawBody, headers }) => {
  await handlePaymentEvent(await verifyWebhook(rawBody, headers['stripe-signature']));
  return respond({ received: true });
});
