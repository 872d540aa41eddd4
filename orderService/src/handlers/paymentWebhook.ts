import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { verifyWebhook } from '../paymentProvider.ts';
import { takePaymentNews } from '../takePaymentNews.ts';

/** `POST /payments/webhook` → 200 `{ received: true }`; whatever else it answers, the payment provider sends the event again. */
export const handler = httpHandler({}, async ({ rawBody, headers }) => {
  await takePaymentNews(await verifyWebhook(rawBody, headers['stripe-signature']));
  return ok({ received: true });
});
