import { log } from '@ecommerce/shared/log.ts';
import { requestMails } from '@ecommerce/shared/mailQueue.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { publishOrderEvents } from './orderEventsTopic.ts';
import { pendingNotifications } from './pendingNotifications.ts';

/**
 * Publishes the events of an order that were not published yet, and requests the mails about them. Until that is recorded it is done again;
 * each event keeps its id, and each mail is sent once.
 *
 * @returns the keys to be recorded; none where nothing was pending
 */
export const publishNotifications = async (order: StoredOrder): Promise<string[]> => {
  const notifications = pendingNotifications(order);
  if (notifications.length === 0) return [];
  await Promise.all([
    publishOrderEvents(notifications.map(({ event }) => event)),
    requestMails(notifications.flatMap(({ mail }) => mail ?? [])),
  ]);
  const keys = notifications.map(({ key }) => key);
  log.info('notifications published', { orderId: order.orderId, status: order.status, keys });
  return keys;
};
