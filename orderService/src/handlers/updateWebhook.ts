import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { changeAndResume } from '../webhookDelivery/adminDeliveries.ts';
import { updateWebhookRoute } from '../webhooks/webhookRoutes.ts';

/** `PATCH /webhooks/{id}` (admin) → 200, the webhook as it is now; with its new secret if that was replaced. */
export const handler = httpHandler(updateWebhookRoute, async ({ path: { id }, body, idempotencyKey }) =>
  respond(await changeAndResume(id, body, idempotencyKey)),
);
