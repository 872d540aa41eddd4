import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { sendTest } from '../webhookDelivery/adminDeliveries.ts';
import { testWebhookRoute } from '../webhooks/webhookRoutes.ts';

/** `POST /webhooks/{id}/test` (admin) → 202, the delivery of a test event. */
export const handler = httpHandler(testWebhookRoute, async ({ path: { id } }) => respond(await sendTest(id)));
