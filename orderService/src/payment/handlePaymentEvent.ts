import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { publishFailedPayment, publishPayment, publishRefund } from '../notification/paymentEvents.ts';
import { OrderError } from '../order/order.ts';
import { hasFailed, PAYABLE } from '../order/orderStatus.ts';
import { moveOrder, readOrder } from '../order/orderStore.ts';
import { newRefund, REFUND_FAILED, returnPayment } from '../refund/refunds.ts';
import { tellWorkflow, wakeWorkflow } from '../workflow/waitingWorkflow.ts';
import { isTaken, markTaken } from './paymentEventStore.ts';
import { ownOrderId } from './paymentMetadata.ts';
import type { PaymentNews, RefundNews } from './paymentNews.ts';
import { metadataOfPayment } from './paymentProvider.ts';
import { isPaidOrder, isUnpaid, noteCapture, noteForeignRefund, type PaidOrder, settleRefund } from './paymentStore.ts';

type NewsOf<Kind extends PaymentNews['kind']> = Extract<PaymentNews, { kind: Kind }>;
type OrderNews = Exclude<PaymentNews, NewsOf<'other'>>;

/**
 * Takes what the provider tells, once for each event, in any order. The order's row decides what it means; all that follows may be done
 * twice. Whatever fails here is answered with an error, and so sent again. Events of other sites on the same account are counted and left alone.
 *
 * @throws DomainError NOT_FOUND for an order that is not there (yet); PAYMENT_MISMATCH, UNAVAILABLE
 */
export const takePaymentNews = async (news: PaymentNews): Promise<void> => {
  if (news.kind === 'other' || (await isTaken(news.eventId))) return;
  const orderId = await orderIdOf(news);
  if (orderId === undefined) {
    log.info(FOREIGN_EVENT, { eventId: news.eventId, type: news.type });
    return;
  }
  const order = await orderOf(news, orderId);
  await take(news, order);
  await markTaken(news.eventId, news.type, order.orderId);
  log.info('payment event taken', { orderId: order.orderId, eventId: news.eventId, type: news.type });
};

/** Counted by the metric `foreignPaymentEvents`. */
const FOREIGN_EVENT = 'payment event of another site';

/** The order that an event is about; `undefined` for a payment that another site on the same account took. */
const orderIdOf = async ({ metadata, paymentIntentId }: OrderNews): Promise<string | undefined> =>
  ownOrderId(metadata.orderId === undefined ? await metadataOfPayment(paymentIntentId) : metadata);

const orderOf = async (news: OrderNews, orderId: string): Promise<PaidOrder> => {
  const order = await readOrder(orderId);
  if (!order) {
    log.warn('payment event of an unknown order', { eventId: news.eventId, type: news.type, orderId });
    throw new DomainError('NOT_FOUND', 'There is no such order.');
  }
  if (!isPaidOrder(order) || order.payment.paymentIntentId !== news.paymentIntentId) throw mismatch(news, 'payment');
  if (order.payment.livemode !== news.livemode) throw mismatch(news, 'mode');
  return order;
};

/** The alarm `paymentTrouble` looks for this line. */
const mismatch = ({ eventId, type, metadata }: OrderNews, what: string): DomainError => {
  log.error('payment does not match its order', { eventId, type, orderId: metadata.orderId, what });
  return new DomainError('PAYMENT_MISMATCH', `The ${what} of the event is not the order's.`);
};

const take = (news: OrderNews, order: PaidOrder): Promise<void> => {
  switch (news.kind) {
    case 'succeeded':
      return takeCapture(news, order);
    case 'failed':
      return takeFailure(news, order);
    case 'cancelled':
      return takeCancellation(order);
    case 'refund':
      return takeRefund(news.refund, order);
  }
};

const takeCapture = async (news: NewsOf<'succeeded'>, order: PaidOrder): Promise<void> => {
  if (news.currency !== order.currency) throw mismatch(news, 'currency');
  if (news.amount !== order.total) throw mismatch(news, 'amount');
  const paid = await noteCapture(order, news.amount);
  if (hasFailed(paid.status)) return giveBack(paid);
  await publishPayment(paid, new Date(news.created * 1000));
  if (paid.status === 'completed') await wakeWorkflow(paid, 'OrderPaid');
};

/** What the provider refuses to give back is tried again by settleStaleOrders, not by this event. */
const giveBack = async (order: PaidOrder): Promise<void> => {
  try {
    await returnPayment(order);
  } catch (error) {
    if (!(error instanceof OrderError)) throw error;
  }
};

/** The customer may try again; nothing where the order is paid or over. */
const takeFailure = async ({ eventId, failure, created }: NewsOf<'failed'>, order: PaidOrder): Promise<void> => {
  if (isUnpaid(order)) await publishFailedPayment(order, failure, eventId, new Date(created * 1000));
};

/** Cancelled by the shop itself, then the order is over already, or by hand at the provider: then nobody can pay it any more. */
const takeCancellation = async (order: PaidOrder): Promise<void> => {
  if (!isUnpaid(order)) return;
  const reason = Date.parse(order.payment.dueAt) <= Date.now() ? 'not paid in time' : 'cancelled by the shop';
  const moved = await moveOrder(order, 'cancelled', reason, PAYABLE);
  if (moved.status === 'cancelled') await tellWorkflow(moved);
};

/** Of a refund of ours, which bears its key, or of one that was made at the provider by hand. */
const takeRefund = async ({ refundId, key: given, amount, state }: RefundNews, order: PaidOrder): Promise<void> => {
  const key = given ?? refundId;
  let standing = order;
  while (!standing.payment.refunds[key]) {
    const refund = { ...newRefund(amount, 'refunded by the shop'), refundId, state };
    standing = (await noteForeignRefund(standing, key, refund)).order;
  }
  const { order: settled } = await settleRefund(standing, key, { state, refundId });
  if (state === 'failed') return log.error(REFUND_FAILED, { orderId: order.orderId, refundId });
  await publishRefund(settled, key);
};
