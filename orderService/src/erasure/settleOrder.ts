import { readEnvironment } from '@ecommerce/shared/config.ts';
import { log } from '@ecommerce/shared/log.ts';
import * as z from 'zod';
import { erasureTime, isErasurePending } from '../order/erasure.ts';
import { closeOrder, eraseOrder, recordNotified, scheduleCheck } from '../order/nextCheckStore.ts';
import type { StoredOrder } from '../order/orderStore.ts';

const { RETURN_DAYS, ERASURE_SECONDS } = readEnvironment({
  RETURN_DAYS: z.coerce.number().int().min(0).max(3650),
  ERASURE_SECONDS: z.coerce.number().int().min(0),
});

/**
 * Closes an order that has nothing else left to do. If its customer's account was deleted, the order is erased as well, or checked again
 * when its time comes.
 *
 * @param keys of the events that were published just now
 * @returns whether the order is still as it was read; otherwise its row says what comes next
 */
export const settleOrder = async (order: StoredOrder, keys: string[]): Promise<boolean> => {
  if (!isErasurePending(order)) return closeOrder(order, keys);
  if (keys.length > 0) await recordNotified(order.orderId, keys);
  const at = erasureTime(order, { returnDays: RETURN_DAYS, graceSeconds: ERASURE_SECONDS });
  if (at > Date.now()) return scheduleCheck(order, at);
  const isErased = await eraseOrder(order, new Date());
  if (isErased) log.info('order erased', { orderId: order.orderId });
  return isErased;
};
