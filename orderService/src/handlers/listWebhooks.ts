import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { showWebhooks } from '../webhooks/changeWebhooks.ts';
import { listWebhooksRoute } from '../webhooks/webhookRoutes.ts';

/** `GET /webhooks` (admin) → 200 `{ webhooks }`, oldest first. */
export const handler = httpHandler(listWebhooksRoute, async () => respond(await showWebhooks()));
