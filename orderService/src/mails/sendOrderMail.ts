import { MailRefused } from '@ecommerce/shared/mail.ts';
import type { MailRequest } from '../notification/mailRequest.ts';
import { claimMail } from '../order/mailClaimStore.ts';
import type { MailKey } from '../order/order.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { hasPayment } from '../order/orderWithPayment.ts';
import { fulfilledMail } from './fulfilmentMail.ts';
import { CONTENT_BY_KIND, failedPaymentMail, refundMail } from './orderMailContent.ts';
import type { MailContent } from './renderMail.ts';
import { RETURN_CONTENT } from './returnMails.ts';
import { sendMailOnce } from './sendMailOnce.ts';

type ReturnMailRequest = Extract<MailRequest, { returnId: string }>;

/**
 * Sends the email that a message of the notification queue requests, once however often the message arrives. If the order was cancelled
 * after it shipped, the shipping email is no longer sent.
 *
 * @param deadline in epoch milliseconds
 * @throws MailRefused if there is no such order
 * @throws MailBeingSent while another call has claimed the email
 */
export const sendOrderMail = (request: MailRequest, deadline: number): Promise<void> => {
  switch (request.mail) {
    case 'refunded':
      return send(request.orderId, request.eventId, (order) => refundContent(order, request.refundKey), deadline);
    case 'fulfilled':
      return send(request.orderId, request.eventId, (order) => fulfilledContent(order, request.fulfilmentId), deadline);
    case 'returnApproved':
    case 'returnRefused':
    case 'returnReceived':
      return send(request.orderId, request.eventId, (order) => returnContent(order, request), deadline);
    case 'paymentFailed':
      return send(request.orderId, request.eventId, (order) => failedPaymentMail(order, request.failure), deadline);
    default:
      return send(request.orderId, request.mail, CONTENT_BY_KIND[request.mail], deadline);
  }
};

const send = async (
  orderId: string,
  key: MailKey,
  contentOf: (order: StoredOrder) => MailContent,
  deadline: number,
): Promise<void> => {
  const claim = await claimMail(key, orderId, key === 'shipping' ? { status: 'shipping' } : {});
  if (!claim) throw new MailRefused(`There is no order ${orderId}`);
  if (key === 'shipping' && claim.order.status !== 'shipping') return;
  await sendMailOnce(claim, contentOf, deadline);
};

const fulfilledContent = (order: StoredOrder, fulfilmentId: string): MailContent => {
  const fulfilment = order.fulfilments?.find(({ id }) => id === fulfilmentId);
  if (!fulfilment) throw new MailRefused(`Order ${order.orderId} has no such fulfilment`);
  return fulfilledMail(order, fulfilment);
};

const returnContent = (order: StoredOrder, { mail, returnId }: ReturnMailRequest): MailContent => {
  const orderReturn = order.returns?.find(({ id }) => id === returnId);
  if (!orderReturn) throw new MailRefused(`Order ${order.orderId} has no such return`);
  return RETURN_CONTENT[mail](order, orderReturn);
};

const refundContent = (order: StoredOrder, refundKey: string): MailContent => {
  const isThere = hasPayment(order) && order.payment.refunds[refundKey] !== undefined;
  if (!isThere) throw new MailRefused(`Order ${order.orderId} has no such refund`);
  return refundMail(order, refundKey);
};
