import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { log } from '@ecommerce/shared/log.ts';
import { MailRefused } from '@ecommerce/shared/mail.ts';
import type { MailKey } from '../order/order.ts';
import { claimMail, type MailClaim } from '../order/orderStore.ts';
import { eventLetter, isMailed } from './eventLetters.ts';
import { mailOnce } from './mailOnce.ts';
import type { MailMessage } from './mailRequest.ts';
import { receivedLetter, rejectedLetter, shippingLetter } from './orderLetters.ts';

/**
 * Sends the mail of a message of the notification queue, once however often the message comes.
 *
 * @param deadline in epoch milliseconds
 * @throws MailRefused when there is no such order
 * @throws MailBeingSent while another call holds the mail
 */
export const sendOrderMail = (message: MailMessage, deadline: number): Promise<void> => {
  if (!('mail' in message)) return sendEventMail(message, deadline);
  return message.mail === 'received' ? sendReceipt(message.orderId, deadline) : sendOutcome(message.orderId, deadline);
};

const sendReceipt = async (orderId: string, deadline: number): Promise<void> =>
  mailOnce(await claim('received', orderId), receivedLetter, deadline);

/** How the order ended, by its status now: on its way, or rejected. One that was cancelled is mailed by its event. */
const sendOutcome = async (orderId: string, deadline: number): Promise<void> => {
  // Most orders ship: asking for that first saves reading the row
  const shipping = await claim('shipping', orderId, { status: 'shipping' });
  const { status } = shipping.order;
  if (status === 'shipping') return mailOnce(shipping, shippingLetter, deadline);
  if (status === 'cancelled') return;
  if (status !== 'rejected') throw new Error(`Order ${orderId} is not settled`);
  await mailOnce(await claim('rejected', orderId, { status: 'rejected' }), rejectedLetter, deadline);
};

/** Mails what an event tells, once for each event id. A type without a mail is passed over: a change of the topic's filter takes its time. */
const sendEventMail = async (event: OrderEvent, deadline: number): Promise<void> => {
  const { orderId } = event.data;
  log.info('event received', { orderId, kind: event.type, eventId: event.id });
  if (!isMailed(event)) return;
  await mailOnce(await claim(event.id, orderId), (order) => eventLetter(event, order), deadline);
};

const claim = async (
  key: MailKey,
  orderId: string,
  expected: Parameters<typeof claimMail>[2] = {},
): Promise<MailClaim> => {
  const claimed = await claimMail(key, orderId, expected);
  if (!claimed) throw new MailRefused(`There is no order ${orderId}`);
  return claimed;
};
