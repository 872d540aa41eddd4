import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { readOrder } from '../order/orderStore.ts';
import { hasPayment, isUnpaid, type OrderWithPayment } from '../order/orderWithPayment.ts';
import type { PaymentEvent, RefundDetails } from './paymentEvent.ts';
import { ownOrderId } from './paymentMetadata.ts';
import { metadataOfPayment } from './paymentProvider.ts';
import {
  cancelUnpaidOrder,
  recordCapture,
  recordExternalRefund,
  recordFailedPayment,
  settleRefund,
} from './paymentStore.ts';
import { newRefund, REFUND_FAILED, REFUNDED_BY_SHOP } from './refundRecord.ts';

type EventOf<Kind extends PaymentEvent['kind']> = Extract<PaymentEvent, { kind: Kind }>;
type OrderPaymentEvent = Exclude<PaymentEvent, EventOf<'other'>>;

/**
 * Records an event of the payment provider in its order's row, and lets the workflow do the rest. Events arrive in any order and
 * repeatedly: the row decides what they mean. If this fails, the webhook responds with an error, and the provider sends the event again.
 * Events of other sites on the same account are counted and ignored.
 *
 * @throws DomainError NOT_FOUND for an order that does not exist (yet); PAYMENT_MISMATCH, UNAVAILABLE
 */
export const handlePaymentEvent = async (event: PaymentEvent): Promise<void> => {
  if (event.kind === 'other') return;
  const orderId = await orderIdOf(event);
  if (orderId === undefined) {
    log.info(FOREIGN_EVENT, { eventId: event.eventId, type: event.type });
    return;
  }
  const order = await findOrder(event, orderId);
  if (!order) return;
  const current = await applyEvent(event, order);
  await enqueueOrder(order, current.status === 'pending' ? PENDING_SECONDS : 0);
  log.info('payment event handled', { orderId: order.orderId, eventId: event.eventId, type: event.type });
};

/**
 * How long the message about an order is delayed while its stock is being reserved: the workflow that reserves it sees the payment too.
 * The message is needed only if that workflow did not run.
 */
const PENDING_SECONDS = 5;

/** Counted by the metric `foreignPaymentEvents`. */
const FOREIGN_EVENT = 'payment event of another site';

/** Returns the id of an event's order; `undefined` for a payment of another site on the same account. */
const orderIdOf = async ({ metadata, paymentIntentId }: OrderPaymentEvent): Promise<string | undefined> =>
  ownOrderId(metadata.orderId === undefined ? await metadataOfPayment(paymentIntentId) : metadata);

/** Returns the event's order; `undefined` if there is none and nothing depends on it: a refused checkout cancels its payment. */
const findOrder = async (event: OrderPaymentEvent, orderId: string): Promise<OrderWithPayment | undefined> => {
  const order = await readOrder(orderId);
  if (!order && event.kind === 'cancelled') return undefined;
  if (!order) {
    log.warn('payment event of an unknown order', { eventId: event.eventId, type: event.type, orderId });
    throw new DomainError('NOT_FOUND', 'There is no such order.');
  }
  if (!hasPayment(order) || order.payment.paymentIntentId !== event.paymentIntentId) throw mismatch(event, 'payment');
  if (order.payment.livemode !== event.livemode) throw mismatch(event, 'mode');
  return order;
};

/** Logs the line that the alarm `paymentProblems` counts. */
const mismatch = ({ eventId, type, metadata }: OrderPaymentEvent, what: string): DomainError => {
  log.error('payment does not match its order', { eventId, type, orderId: metadata.orderId, what });
  return new DomainError('PAYMENT_MISMATCH', `The ${what} of the event is not the order's.`);
};

/** Applies an event to the order. @returns the order after the event */
const applyEvent = async (event: OrderPaymentEvent, order: OrderWithPayment): Promise<OrderWithPayment> => {
  switch (event.kind) {
    case 'succeeded':
      return handleCapture(event, order);
    case 'failed':
      return handleFailure(event, order);
    case 'cancelled':
      return handleCancellation(order);
    case 'refund':
      return handleRefund(event.refund, order);
  }
};

const handleCapture = async (event: EventOf<'succeeded'>, order: OrderWithPayment): Promise<OrderWithPayment> => {
  if (event.currency !== order.currency) throw mismatch(event, 'currency');
  if (event.amount !== order.total) throw mismatch(event, 'amount');
  return recordCapture(order, event.amount, new Date(event.created * 1000).toISOString());
};

/** Records a failed payment. Records a failed payment. The customer may try again. */
const handleFailure = async (
  { eventId, failure, created }: EventOf<'failed'>,
  order: OrderWithPayment,
): Promise<OrderWithPayment> => {
  if (!isUnpaid(order)) return order;
  const failed = { failure, at: new Date(created * 1000).toISOString() };
  return (await recordFailedPayment(order, eventId, failed)).order;
};

/**
 * Cancels an order whose payment was cancelled by hand at the provider and so cannot be made any more. If the shop cancelled the payment
 * itself, the order has ended already.
 */
const handleCancellation = async (order: OrderWithPayment): Promise<OrderWithPayment> => {
  if (!isUnpaid(order)) return order;
  const reason = Date.parse(order.payment.dueAt) <= Date.now() ? 'not paid in time' : 'cancelled by the shop';
  return (await cancelUnpaidOrder(order, reason)).order;
};

/** Records the state of a refund: one of ours, which has our key in its metadata, or one made by hand at the provider. */
const handleRefund = async (
  { refundId, key: metadataKey, amount, state }: RefundDetails,
  order: OrderWithPayment,
): Promise<OrderWithPayment> => {
  const key = metadataKey ?? refundId;
  let current = order;
  while (!current.payment.refunds[key]) {
    const refund = { ...newRefund(amount, REFUNDED_BY_SHOP), refundId, state };
    current = (await recordExternalRefund(current, key, refund)).order;
  }
  const settled = await settleRefund(current, key, { state, refundId });
  if (state === 'failed') log.error(REFUND_FAILED, { orderId: order.orderId, refundId });
  return settled.order;
};
