import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { readOrder } from '../order/orderStore.ts';
import { isPaidOrder, isUnpaid, type PaidOrder } from '../order/paidOrder.ts';
import { ownOrderId } from './paymentMetadata.ts';
import type { PaymentNews, RefundNews } from './paymentNews.ts';
import { metadataOfPayment } from './paymentProvider.ts';
import {
  endUnpaidOrder,
  recordCapture,
  recordExternalRefund,
  recordFailedPayment,
  settleRefund,
} from './paymentStore.ts';
import { newRefund, REFUND_FAILED } from './refundRecord.ts';

type NewsOf<Kind extends PaymentNews['kind']> = Extract<PaymentNews, { kind: Kind }>;
type OrderNews = Exclude<PaymentNews, NewsOf<'other'>>;

/**
 * Records what an event of the payment provider says on its order's row, and has the workflow do the rest. Events come in any order and more
 * than once: the row decides what they mean. Whatever fails here is answered with an error, and so sent again. Events of other sites on the
 * same account are counted and left alone.
 *
 * @throws DomainError NOT_FOUND for an order that is not there (yet); PAYMENT_MISMATCH, UNAVAILABLE
 */
export const handlePaymentEvent = async (news: PaymentNews): Promise<void> => {
  if (news.kind === 'other') return;
  const orderId = await orderIdOf(news);
  if (orderId === undefined) {
    log.info(FOREIGN_EVENT, { eventId: news.eventId, type: news.type });
    return;
  }
  const order = await orderOf(news, orderId);
  const standing = await handle(news, order);
  await enqueueOrder(order, standing.status === 'pending' ? PENDING_SECONDS : 0);
  log.info('payment event handled', { orderId: order.orderId, eventId: news.eventId, type: news.type });
};

/**
 * How long the message waits about an order whose stock is being reserved: the workflow that reserves it sees the payment too. The message is
 * for the case that it did not run.
 */
const PENDING_SECONDS = 5;

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

/** @returns the order as it stands then */
const handle = async (news: OrderNews, order: PaidOrder): Promise<PaidOrder> => {
  switch (news.kind) {
    case 'succeeded':
      return handleCapture(news, order);
    case 'failed':
      return handleFailure(news, order);
    case 'cancelled':
      return handleCancellation(order);
    case 'refund':
      return handleRefund(news.refund, order);
  }
};

const handleCapture = async (news: NewsOf<'succeeded'>, order: PaidOrder): Promise<PaidOrder> => {
  if (news.currency !== order.currency) throw mismatch(news, 'currency');
  if (news.amount !== order.total) throw mismatch(news, 'amount');
  return recordCapture(order, news.amount, new Date(news.created * 1000).toISOString());
};

/** The customer may try again. */
const handleFailure = async ({ eventId, failure, created }: NewsOf<'failed'>, order: PaidOrder): Promise<PaidOrder> => {
  if (!isUnpaid(order)) return order;
  const failed = { failure, at: new Date(created * 1000).toISOString() };
  return (await recordFailedPayment(order, eventId, failed)).order;
};

/** Cancelled by the shop itself, then the order is over already, or by hand at the provider: then nobody can pay it any more. */
const handleCancellation = async (order: PaidOrder): Promise<PaidOrder> => {
  if (!isUnpaid(order)) return order;
  const reason = Date.parse(order.payment.dueAt) <= Date.now() ? 'not paid in time' : 'cancelled by the shop';
  return (await endUnpaidOrder(order, reason)).order;
};

/** A refund of ours, which bears its key, or one that was made at the provider by hand. */
const handleRefund = async (
  { refundId, key: given, amount, state }: RefundNews,
  order: PaidOrder,
): Promise<PaidOrder> => {
  const key = given ?? refundId;
  let standing = order;
  while (!standing.payment.refunds[key]) {
    const refund = { ...newRefund(amount, 'refunded by the shop'), refundId, state };
    standing = (await recordExternalRefund(standing, key, refund)).order;
  }
  const settled = await settleRefund(standing, key, { state, refundId });
  if (state === 'failed') log.error(REFUND_FAILED, { orderId: order.orderId, refundId });
  return settled.order;
};
