import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { sweepOrders } from '../recovery/sweepOrders.ts';

/** The time that is kept for the last page and the answer, in milliseconds. */
const SPARE_MS = 5_000;

/** Every minute: enqueues the orders whose check is due. */
export const handler = eventHandler(async (_event: unknown, context) => ({
  swept: await sweepOrders(Date.now() + context.getRemainingTimeInMillis() - SPARE_MS),
}));
