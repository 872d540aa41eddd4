import {
  OrderEvent,
  type OrderEventOf,
  type OrderEventType,
  orderEventId,
} from '@ecommerce/shared/events/orderEvents.ts';
import { failedPayment, PLACED } from '../order/nextStep.ts';
import type { Order } from '../order/order.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import type { Payment } from '../order/payment.ts';
import type { MailRequest } from './mailRequest.ts';

/** What is told of one change of an order: an event to the topic, a mail to the customer. */
export type Announcement = {
  /** Names the change on the order's row once it was told of. */
  key: string;
  event: OrderEvent;
  mail: MailRequest;
};

/** Everything that an order's row says has happened and that was not told of yet, the earliest change first. */
export const announcementsOf = (order: StoredOrder): Announcement[] =>
  changesOf(order).filter(({ key }) => !order.notified?.has(key));

const changesOf = (order: StoredOrder): Announcement[] => {
  const { orderId, status, createdAt, shippedAt, endedAt = order.updatedAt, payment } = order;
  const reason = order.reason ?? 'could not be processed';
  return [
    { key: PLACED, event: eventOf('ORDER_CREATED', order, {}, createdAt), mail: { mail: 'received', orderId } },
    ...(payment ? failures(order, payment) : []),
    ...(payment?.paidAt ? [paid(order, payment, payment.paidAt)] : []),
    ...(shippedAt ? [told(order, 'shipping', eventOf('ORDER_SHIPPING', order, {}, shippedAt))] : []),
    ...(status === 'rejected' ? [told(order, 'rejected', eventOf('ORDER_REJECTED', order, { reason }, endedAt))] : []),
    ...(status === 'cancelled'
      ? [told(order, 'cancelled', eventOf('ORDER_CANCELLED', order, { reason }, endedAt))]
      : []),
    ...(payment ? refunds(order, payment) : []),
  ];
};

const told = ({ orderId }: Order, mail: 'shipping' | 'rejected' | 'cancelled', event: OrderEvent): Announcement => ({
  key: event.type,
  event,
  mail: { mail, orderId },
});

const paid = (order: Order, payment: Payment, paidAt: string): Announcement => ({
  key: 'PAYMENT_COMPLETED',
  event: eventOf(
    'PAYMENT_COMPLETED',
    order,
    { ...providerOf(payment), capturedAmount: payment.capturedAmount },
    paidAt,
  ),
  mail: { mail: 'paid', orderId: order.orderId },
});

const failures = (order: Order, payment: Payment): Announcement[] =>
  Object.entries(payment.failures).map(([eventId, { failure, at }]) => {
    const details = { ...providerOf(payment), failure, payableUntil: payment.dueAt };
    const event = eventOf('PAYMENT_FAILED', order, details, at, eventId);
    return {
      key: failedPayment(eventId),
      event,
      mail: { mail: 'paymentFailed', orderId: order.orderId, eventId: event.id, failure },
    };
  });

/** Of refunds that the provider has taken, and that have not failed. */
const refunds = (order: Order, payment: Payment): Announcement[] =>
  Object.entries(payment.refunds).flatMap(([refundKey, { refundId, state, amount, reason, at }]) => {
    if (refundId === undefined || state === 'failed') return [];
    const details = { ...providerOf(payment), refundId, amount, refundedAmount: payment.refundedAmount, reason };
    const event = eventOf('ORDER_REFUNDED', order, details, at, refundKey);
    return {
      key: `ORDER_REFUNDED/${refundKey}`,
      event,
      mail: { mail: 'refunded' as const, orderId: order.orderId, eventId: event.id, refundKey },
    };
  });

/** What an event names of its order's payment. */
const providerOf = ({ provider, paymentIntentId }: Payment) => ({ provider, paymentIntentId });

/** What an event of this type tells beside the order. */
type EventDetails<Type extends OrderEventType> = Omit<
  OrderEventOf<Type>['data'],
  keyof OrderEventOf<'ORDER_CREATED'>['data']
>;

/**
 * The event of a change of an order.
 *
 * @param occurredAt ISO 8601
 * @param occurrence which of several changes of one type it is
 */
const eventOf = <Type extends OrderEventType>(
  type: Type,
  order: Order,
  details: EventDetails<Type>,
  occurredAt: string,
  occurrence?: string,
): OrderEvent =>
  OrderEvent.parse({
    type,
    id: orderEventId(order.orderId, type, occurrence),
    version: 1,
    occurredAt,
    correlationId: order.correlationId,
    data: {
      orderId: order.orderId,
      customerId: order.customerId,
      items: order.items,
      total: order.total,
      currency: order.currency,
      ...details,
    },
  });
