import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { log } from '@ecommerce/shared/log.ts';
import { mailOnce } from './mailOnce.ts';
import { eventLetter, isMailed } from './mails/eventLetters.ts';
import { claimMail } from './orderStore.ts';

/** By event id: the copies of an event often come in one batch, and one that met the claim of another would come again after 90 s. */
const underWay = new Map<string, Promise<void>>();

/**
 * Mails the customer what an event of the order-events topic tells, once for each event id. A type that has no mail is passed over: the topic's
 * filter keeps it away, but a change of the filter takes its time.
 *
 * @throws Error when there is no such order
 * @throws OrderError MailBeingSent while another call holds the mail
 */
export const mailOrderEvent = (event: OrderEvent): Promise<void> => {
  const mailing = underWay.get(event.id) ?? mail(event).finally(() => underWay.delete(event.id));
  underWay.set(event.id, mailing);
  return mailing;
};

const mail = async (event: OrderEvent): Promise<void> => {
  const { orderId } = event.data;
  log.info('event received', { orderId, kind: event.type, eventId: event.id });
  if (!isMailed(event)) return;
  const claim = await claimMail(event.id, orderId, {});
  if (!claim) throw new Error(`There is no order ${orderId}`);
  await mailOnce(claim, (order) => eventLetter(event, order));
};
