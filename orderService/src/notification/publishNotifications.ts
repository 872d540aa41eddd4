import { log } from '@ecommerce/shared/log.ts';
import { requestMails } from '@ecommerce/shared/mailQueue.ts';
import { assignOrderNumber } from '../order/orderNumberStore.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { publishOrderEvents } from './orderEventsTopic.ts';
import { pendingNotifications } from './pendingNotifications.ts';

/**
 * Publishes an order's unpublished events and requests the emails about them. This may be repeated until the caller records the keys:
 * each event keeps its id, and each email is sent once.
 *
 * @returns the keys to record; none if nothing was pending
 */
export const publishNotifications = async (order: StoredOrder): Promise<string[]> => {
  const notifications = pendingNotifications(order);
  if (notifications.length === 0) return [];
  if (order.number === undefined) await assignOrderNumber(order); // emails show it
  await Promise.all([
    publishOrderEvents(notifications.map(({ event }) => event)),
    requestMails(notifications.flatMap(({ mail }) => mail ?? [])),
  ]);
  const keys = notifications.map(({ key }) => key);
  log.info('notifications published', { orderId: order.orderId, status: order.status, keys });
  return keys;
};
