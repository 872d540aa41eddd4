import { publishNotifications } from '../notification/publishNotifications.ts';
import { readExistingOrder } from '../order/existingOrder.ts';
import { closeOrder, recordNotified } from '../order/nextCheckStore.ts';
import { type OrderStep, stepOf } from '../order/nextStep.ts';
import { isRejectedOrCancelled } from '../order/orderStatus.ts';

/**
 * Publishes an order's events, requests its emails, and closes it if nothing else is left to do. An order that has changed since the
 * previous step is not closed: its row says what comes next.
 */
export const notifyCustomerStep = async ({ orderId, version }: OrderStep): Promise<OrderStep> => {
  const order = await readExistingOrder(orderId);
  const keys = await publishNotifications(order);
  const isUnchanged = order.version === version;
  const isLast = isUnchanged && (order.status === 'shipping' || isRejectedOrCancelled(order.status));
  if (isLast && (await closeOrder(order, keys))) return stepOf(order, 'Done');
  if (keys.length > 0) await recordNotified(orderId, keys);
  if (!isUnchanged) return stepOf(order);
  if (!isLast) return stepOf(order, 'Done');
  const changed = await readExistingOrder(orderId);
  return changed.version === version ? stepOf(changed, 'Done') : stepOf(changed);
};
