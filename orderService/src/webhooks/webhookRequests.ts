import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { WEBHOOK_EVENT_TYPES } from '@ecommerce/shared/events/webhookEvents.ts';
import { arrayUpTo } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { WebhookUrl } from './webhookUrl.ts';

const Events = arrayUpTo(WEBHOOK_EVENT_TYPES.length, z.enum(WEBHOOK_EVENT_TYPES), 1).refine(
  (events) => new Set(events).size === events.length,
  'must not name an event twice',
);

/** Body of `POST /webhooks`. */
export const WebhookBody = z.strictObject({ url: WebhookUrl, events: Events });
export type WebhookBody = z.output<typeof WebhookBody>;

/** Body of `PATCH /webhooks/{id}`. */
export const WebhookPatch = z
  .strictObject({
    url: WebhookUrl.optional(),
    events: Events.optional(),
    status: z.enum(['enabled', 'disabled']).optional(),
    rotateSecret: z
      .literal(true)
      .meta({ description: 'Replaces the secret. The one before stays valid for 24 hours.' })
      .optional(),
  })
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), 'must change something');
export type WebhookPatch = z.output<typeof WebhookPatch>;

/** Query of `GET /webhooks/{id}/deliveries`. */
export const DeliveriesQuery = z.strictObject(pageParameters());
export type DeliveriesQuery = z.output<typeof DeliveriesQuery>;

/** Path of a delivery. */
export const DeliveryPath = z.object({ id: z.string().max(128), did: z.string().max(128) });
