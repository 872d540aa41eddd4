import { MailRefused } from '@ecommerce/shared/mail.ts';
import type { MailRequest } from '../notification/mailRequest.ts';
import { claimMail } from '../order/mailClaimStore.ts';
import type { MailKey } from '../order/order.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { hasPayment } from '../order/orderWithPayment.ts';
import type { Letter } from './letter.ts';
import { mailOnce } from './mailOnce.ts';
import { failedPaymentLetter, LETTERS, refundLetter } from './orderLetters.ts';

/**
 * Sends the mail that a message of the notification queue requests, once however often the message comes. An order that was cancelled after it
 * shipped has no shipping mail any more.
 *
 * @param deadline in epoch milliseconds
 * @throws MailRefused when there is no such order
 * @throws MailBeingSent while another call holds the mail
 */
export const sendOrderMail = (request: MailRequest, deadline: number): Promise<void> => {
  switch (request.mail) {
    case 'refunded':
      return send(request.orderId, request.eventId, (order) => refundOf(order, request.refundKey), deadline);
    case 'paymentFailed':
      return send(request.orderId, request.eventId, (order) => failedPaymentLetter(order, request.failure), deadline);
    default:
      return send(request.orderId, request.mail, LETTERS[request.mail], deadline);
  }
};

const send = async (
  orderId: string,
  key: MailKey,
  letterOf: (order: StoredOrder) => Letter,
  deadline: number,
): Promise<void> => {
  const claim = await claimMail(key, orderId, key === 'shipping' ? { status: 'shipping' } : {});
  if (!claim) throw new MailRefused(`There is no order ${orderId}`);
  if (key === 'shipping' && claim.order.status !== 'shipping') return;
  await mailOnce(claim, letterOf, deadline);
};

const refundOf = (order: StoredOrder, refundKey: string): Letter => {
  const isThere = hasPayment(order) && order.payment.refunds[refundKey] !== undefined;
  if (!isThere) throw new MailRefused(`Order ${order.orderId} has no such refund`);
  return refundLetter(order, refundKey);
};
