import * as z from 'zod';
import { ORDER_EVENT_TYPES } from './orderEvents.ts';
import { PRODUCT_EVENT_TYPES } from './productEvents.ts';
import { STOCK_EVENT_TYPES } from './stockEvents.ts';

/** The types of the events that a webhook can be sent, besides the one that tests it. */
export const WEBHOOK_EVENT_TYPES = [...ORDER_EVENT_TYPES, ...PRODUCT_EVENT_TYPES, ...STOCK_EVENT_TYPES] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** The event by which somebody tests a webhook. */
export const WebhookTest = z.strictObject({
  type: z.literal('WEBHOOK_TEST'),
  id: z.uuid(),
  version: z.literal(1),
  occurredAt: z.iso.datetime(),
  correlationId: z.string(),
  data: z.strictObject({}),
});
export type WebhookTest = z.infer<typeof WebhookTest>;
