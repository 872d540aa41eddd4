import * as z from 'zod';
import { nextCursor } from '../../shared/openapi/answered.ts';
import { WEBHOOK_EVENT_TYPES } from '../../shared/src/events/webhookEvents.ts';
import { DELIVERY_STATUSES } from '../src/webhookDelivery/delivery.ts';
import { DISABLED_REASONS, MAX_WEBHOOKS } from '../src/webhooks/webhook.ts';

const fields = {
  id: z.uuid(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENT_TYPES)),
  status: z.enum(['enabled', 'disabled']),
  disabledAt: z.iso.datetime().optional(),
  disabledReason: z
    .enum(DISABLED_REASONS)
    .meta({ description: '`gone`: it answered 410. `undelivered`: it did not accept an event for three days.' })
    .optional(),
  previousSecretUntil: z.iso
    .datetime()
    .meta({ description: 'Until when events are signed with the secret before, too.' })
    .optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};
const secret = z
  .string()
  .regex(/^whsec_/)
  .meta({ description: 'The key in Base64, shown once.' });

/** An endpoint, without its secrets. */
export const Webhook = z.strictObject(fields);
/** Of `POST /webhooks`. */
export const CreatedWebhook = z.strictObject({ ...fields, secret });
/** Of `PATCH /webhooks/{id}`. */
export const ChangedWebhook = z.strictObject({ ...fields, secret: secret.optional() });
/** Of `GET /webhooks`. */
export const WebhookList = z.strictObject({ webhooks: z.array(Webhook).max(MAX_WEBHOOKS) });
/** Of `DELETE /webhooks/{id}`. */
export const DeletedWebhook = z.strictObject({ id: z.uuid() });

/** An event on its way to an endpoint. */
export const WebhookDelivery = z.strictObject({
  id: z.string(),
  eventId: z.uuid().meta({ description: 'The `webhook-id` of the request.' }),
  type: z.string().meta({ description: 'The type of the event; `WEBHOOK_TEST` for a test.' }),
  status: z.enum(DELIVERY_STATUSES),
  createdAt: z.iso.datetime(),
  nextAttemptAt: z.iso.datetime().optional(),
  deliveredAt: z.iso.datetime().optional(),
  attempts: z
    .array(
      z.strictObject({
        at: z.iso.datetime(),
        ms: z.int().nonnegative(),
        status: z.int().meta({ description: 'The status of the answer.' }).optional(),
        response: z.string().meta({ description: 'The first kilobyte of its body.' }).optional(),
        error: z.string().meta({ description: 'Why there was no answer.' }).optional(),
      }),
    )
    .meta({ description: 'Oldest first, the last 20.' }),
});
/** Of `GET /webhooks/{id}/deliveries`. */
export const WebhookDeliveryList = z.strictObject({ deliveries: z.array(WebhookDelivery), nextCursor });
