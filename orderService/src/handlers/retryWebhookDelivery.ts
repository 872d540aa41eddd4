import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { retryDelivery } from '../webhookDelivery/adminDeliveries.ts';
import { retryWebhookDeliveryRoute } from '../webhooks/webhookRoutes.ts';

/** `POST /webhooks/{id}/deliveries/{did}/retry` (admin) → 202, the delivery as it is now. */
export const handler = httpHandler(retryWebhookDeliveryRoute, async ({ path: { id, did } }) =>
  respond(await retryDelivery(id, did)),
);
