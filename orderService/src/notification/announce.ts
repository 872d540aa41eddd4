import { log } from '@ecommerce/shared/log.ts';
import { requestMails } from '@ecommerce/shared/mailQueue.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { announcementsOf } from './announcements.ts';
import { publishOrderEvents } from './orderEventsTopic.ts';

/**
 * Publishes what has happened to an order and was not told of yet, and requests the mails about it. Until that is recorded it is done again;
 * each event keeps its id, and each mail is sent once.
 *
 * @returns the keys to be recorded; none where all was told of
 */
export const announce = async (order: StoredOrder): Promise<string[]> => {
  const announcements = announcementsOf(order);
  if (announcements.length === 0) return [];
  await Promise.all([
    publishOrderEvents(announcements.map(({ event }) => event)),
    requestMails(announcements.map(({ mail }) => mail)),
  ]);
  const keys = announcements.map(({ key }) => key);
  log.info('order announced', { orderId: order.orderId, status: order.status, announced: keys });
  return keys;
};
