import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { addWebhook } from '../webhooks/changeWebhooks.ts';
import { createWebhookRoute } from '../webhooks/webhookRoutes.ts';

/** `POST /webhooks` (admin) → 201, the webhook and its secret. */
export const handler = httpHandler(createWebhookRoute, async ({ body, idempotencyKey }) =>
  respond(await addWebhook(body, idempotencyKey)),
);
