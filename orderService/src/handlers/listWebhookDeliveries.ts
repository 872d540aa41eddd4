import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { showDeliveries } from '../webhookDelivery/adminDeliveries.ts';
import { listWebhookDeliveriesRoute } from '../webhooks/webhookRoutes.ts';

/** `GET /webhooks/{id}/deliveries?limit=&cursor=` (admin) → 200 `{ deliveries, nextCursor? }`, newest first. */
export const handler = httpHandler(listWebhookDeliveriesRoute, async ({ path: { id }, query }) =>
  respond(await showDeliveries(id, query)),
);
