import type { Texts } from '@ecommerce/shared/languages/texts.ts';
import { log } from '@ecommerce/shared/log.ts';
import { MailRefused } from '@ecommerce/shared/mail.ts';
import type { OrderMailRequest } from '../notification/mailRequest.ts';
import { claimMail } from '../order/mailClaimStore.ts';
import type { MailKey } from '../order/order.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { hasPayment } from '../order/orderWithPayment.ts';
import { fulfilledMail } from './fulfilmentMail.ts';
import { CONTENT_BY_KIND, failedPaymentMail, type MailContent, refundMail } from './orderMailContent.ts';
import { returnMail } from './returnMails.ts';
import { sendMailOnce } from './sendMailOnce.ts';

/**
 * Sends the email that a message of the notification queue requests, once however often the message arrives. If the order was cancelled
 * after it shipped, the shipping email is no longer sent.
 *
 * @param deadline in epoch milliseconds
 * @throws MailRefused if there is no such order, or it has no such refund, fulfilment or return
 * @throws MailBeingSent while another call has claimed the email
 */
export const sendOrderMail = async (request: OrderMailRequest, deadline: number): Promise<void> => {
  const { orderId } = request;
  const key: MailKey = 'eventId' in request ? request.eventId : request.mail;
  const claim = await claimMail(key, orderId, key === 'shipping' ? { status: 'shipping' } : {});
  if (!claim) throw new MailRefused(`There is no order ${orderId}`);
  const { email: to, status } = claim.order;
  if (key === 'shipping' && status !== 'shipping') return;
  if (to === undefined) return log.info('email dropped: the customer was erased', { orderId, kind: key });
  await sendMailOnce({ ...claim, to }, (order, texts) => contentOf(request, order, texts), deadline);
};

const contentOf = (request: OrderMailRequest, order: StoredOrder, texts: Texts): MailContent => {
  switch (request.mail) {
    case 'refunded':
      return refundContent(order, request.refundKey, texts);
    case 'fulfilled':
      return fulfilledContent(order, request.fulfilmentId, texts);
    case 'returnApproved':
    case 'returnRefused':
    case 'returnReceived':
      return returnContent(order, request, texts);
    case 'paymentFailed':
      return failedPaymentMail(order, request.failure, texts);
    default:
      return CONTENT_BY_KIND[request.mail](order, texts);
  }
};

const fulfilledContent = (order: StoredOrder, fulfilmentId: string, texts: Texts): MailContent => {
  const fulfilment = order.fulfilments?.find(({ id }) => id === fulfilmentId);
  if (!fulfilment) throw new MailRefused(`Order ${order.orderId} has no such fulfilment`);
  return fulfilledMail(order, fulfilment, texts);
};

const returnContent = (
  order: StoredOrder,
  { mail, returnId }: Extract<OrderMailRequest, { returnId: string }>,
  texts: Texts,
): MailContent => {
  const orderReturn = order.returns?.find(({ id }) => id === returnId);
  if (!orderReturn) throw new MailRefused(`Order ${order.orderId} has no such return`);
  return returnMail(mail, order, orderReturn, texts);
};

const refundContent = (order: StoredOrder, refundKey: string, texts: Texts): MailContent => {
  const isThere = hasPayment(order) && order.payment.refunds[refundKey] !== undefined;
  if (!isThere) throw new MailRefused(`Order ${order.orderId} has no such refund`);
  return refundMail(order, refundKey, texts);
};
