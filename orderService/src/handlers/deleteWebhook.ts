import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { removeWebhook } from '../webhooks/changeWebhooks.ts';
import { deleteWebhookRoute } from '../webhooks/webhookRoutes.ts';

/** `DELETE /webhooks/{id}` (admin) → 200 `{ id }`. */
export const handler = httpHandler(deleteWebhookRoute, async ({ path: { id } }) => respond(await removeWebhook(id)));
