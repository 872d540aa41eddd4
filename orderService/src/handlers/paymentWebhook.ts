import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { handlePaymentEvent } from '../payment/handlePaymentEvent.ts';
import { verifyWebhook } from '../payment/paymentProvider.ts';
import { paymentWebhookRoute } from '../payment/paymentRoutes.ts';

/** `POST /payments/webhook` → 200 `{ received: true }`; whatever else it answers, the payment provider sends the event again. */
export const handler = httpHandler(paymentWebhookRoute, async ({ rawBody, headers }) => {
  await handlePaymentEvent(await verifyWebhook(rawBody, headers['stripe-signature']));
  return respond({ received: true });
});
