import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { settleStaleOrders } from '../recovery/sweepOrders.ts';

/** Every minute: looks after orders that have stood still for too long. */
export const handler = eventHandler(async () => ({ settled: await settleStaleOrders() }));
