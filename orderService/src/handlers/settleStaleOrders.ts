import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { settleStaleOrders } from '../settleStaleOrders.ts';

/** Every minute: looks after orders that have stood still for too long. */
export const handler = eventHandler(async () => ({ settled: await settleStaleOrders() }));
