import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { applyScheduledPrices } from '../scheduledPrice/applyScheduledPrices.ts';

/** The time that is kept for the page in hand and the answer, in milliseconds. */
const SPARE_MS = 10_000;

/** Every minute: gives variants the prices that are scheduled for now. */
export const handler = eventHandler(async (_event: unknown, context) => ({
  changed: await applyScheduledPrices(Date.now() + context.getRemainingTimeInMillis() - SPARE_MS),
}));
