import {
  OrderEvent,
  type OrderEventOf,
  type OrderEventType,
  orderEventId,
} from '@ecommerce/shared/events/orderEvents.ts';
import { failedPayment, PLACED } from '../order/nextStep.ts';
import type { MailKind, Order } from '../order/order.ts';
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

/** A change, and what is told of it, made only where it is to be told. */
type Change = { key: string; announce: () => Omit<Announcement, 'key'> };

/** Everything that an order's row says has happened and that was not told of yet, the earliest change first. */
export const announcementsOf = (order: StoredOrder): Announcement[] =>
  changesOf(order)
    .filter(({ key }) => !order.notified?.has(key))
    .map(({ key, announce }) => ({ key, ...announce() }));

const changesOf = (order: StoredOrder): Change[] => {
  const { status, createdAt, shippedAt, endedAt = order.updatedAt, payment } = order;
  const reason = order.reason ?? 'could not be processed';
  return [
    once(order, PLACED, 'received', {}, createdAt),
    ...(payment ? failures(order, payment) : []),
    ...(payment?.paidAt ? [paid(order, payment, payment.paidAt)] : []),
    ...(shippedAt ? [once(order, 'ORDER_SHIPPING', 'shipping', {}, shippedAt)] : []),
    ...(status === 'rejected' ? [once(order, 'ORDER_REJECTED', 'rejected', { reason }, endedAt)] : []),
    ...(status === 'cancelled' ? [once(order, 'ORDER_CANCELLED', 'cancelled', { reason }, endedAt)] : []),
    ...(payment ? refunds(order, payment) : []),
  ];
};

/** What happens to an order once at most. */
const once = <Type extends OrderEventType>(
  order: Order,
  type: Type,
  mail: MailKind,
  details: EventDetails<Type>,
  occurredAt: string,
): Change => ({
  key: type,
  announce: () => ({
    event: eventOf(type, order, details, occurredAt),
    mail: { mail, orderId: order.orderId },
  }),
});

const paid = (order: Order, payment: Payment, paidAt: string): Change => {
  const details = { ...providerOf(payment), capturedAmount: payment.capturedAmount };
  return once(order, 'PAYMENT_COMPLETED', 'paid', details, paidAt);
};

const failures = (order: Order, payment: Payment): Change[] =>
  Object.entries(payment.failures).map(([eventId, { failure, at }]) => ({
    key: failedPayment(eventId),
    announce: () => {
      const details = { ...providerOf(payment), failure, payableUntil: payment.dueAt };
      const event = eventOf('PAYMENT_FAILED', order, details, at, eventId);
      return { event, mail: { mail: 'paymentFailed', orderId: order.orderId, eventId: event.id, failure } };
    },
  }));

/** Of refunds that the provider has taken, and that have not failed. */
const refunds = (order: Order, payment: Payment): Change[] =>
  Object.entries(payment.refunds).flatMap(([refundKey, { refundId, state, amount, reason, at }]) => {
    if (refundId === undefined || state === 'failed') return [];
    const announce: Change['announce'] = () => {
      const details = { ...providerOf(payment), refundId, amount, refundedAmount: payment.refundedAmount, reason };
      const event = eventOf('ORDER_REFUNDED', order, details, at, refundKey);
      return { event, mail: { mail: 'refunded', orderId: order.orderId, eventId: event.id, refundKey } };
    };
    return [{ key: `ORDER_REFUNDED/${refundKey}`, announce }];
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
