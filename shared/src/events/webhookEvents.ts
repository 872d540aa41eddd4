import { ORDER_EVENT_TYPES } from './orderEvents.ts';
import { PRODUCT_EVENT_TYPES } from './productEvents.ts';
import { STOCK_EVENT_TYPES } from './stockEvents.ts';

/** The types of the events that a webhook can be sent, besides the one that tests it. */
export const WEBHOOK_EVENT_TYPES = [...ORDER_EVENT_TYPES, ...PRODUCT_EVENT_TYPES, ...STOCK_EVENT_TYPES] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];
