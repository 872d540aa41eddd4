import {
  OrderEvent,
  type OrderEventOf,
  type OrderEventType,
  orderEventId,
} from '@ecommerce/shared/events/orderEvents.ts';
import { isGuestId } from '../order/guest.ts';
import { ORDER_CREATED_KEY, paymentFailedKey } from '../order/nextStep.ts';
import { type MailKind, type Order, variantView } from '../order/order.ts';
import type { OrderReturn } from '../order/orderReturn.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import type { Payment } from '../order/payment.ts';
import type { MailRequest, RETURN_MAILS } from './mailRequest.ts';

/** The notification of one change of an order: an event to the topic, and where the customer needs one, a mail. */
export type OrderNotification = {
  /** Identifies the change in the order's row once it was published. */
  key: string;
  event: OrderEvent;
  mail?: MailRequest;
};

/** A change and its notification, which is created only if it is pending. */
type NotifiableChange = { key: string; createNotification: () => Omit<OrderNotification, 'key'> };

/** Returns an order's unpublished notifications, earliest change first. */
export const pendingNotifications = (order: StoredOrder): OrderNotification[] =>
  changesOf(order)
    .filter(({ key }) => !order.notified?.has(key))
    .map(({ key, createNotification }) => ({ key, ...createNotification() }));

/** Returns an order's events that were published, earliest change first: with the same ids, and the order as it is now. */
export const publishedEvents = (order: StoredOrder): OrderEvent[] =>
  changesOf(order)
    .filter(({ key }) => order.notified?.has(key))
    .map(({ createNotification }) => createNotification().event);

const changesOf = (order: StoredOrder): NotifiableChange[] => {
  const { status, createdAt, shippedAt, endedAt = order.updatedAt, payment } = order;
  const reason = order.reason ?? 'could not be processed';
  return [
    uniqueChange(order, ORDER_CREATED_KEY, 'received', {}, createdAt),
    ...(payment ? failedPayments(order, payment) : []),
    ...(payment?.paidAt ? [paymentCompleted(order, payment, payment.paidAt)] : []),
    ...(shippedAt ? [uniqueChange(order, 'ORDER_SHIPPING', 'shipping', {}, shippedAt)] : []),
    ...(status === 'rejected' ? [uniqueChange(order, 'ORDER_REJECTED', 'rejected', { reason }, endedAt)] : []),
    ...(status === 'cancelled' ? [uniqueChange(order, 'ORDER_CANCELLED', 'cancelled', { reason }, endedAt)] : []),
    ...fulfilments(order),
    ...(order.returns ?? []).flatMap((one) => returnChanges(order, one)),
    ...(payment ? refunds(order, payment) : []),
  ];
};

/** Returns a change that an order has at most once. */
const uniqueChange = <Type extends OrderEventType>(
  order: Order,
  type: Type,
  mail: MailKind,
  details: EventDetails<Type>,
  occurredAt: string,
): NotifiableChange => ({
  key: type,
  createNotification: () => ({
    event: eventOf(type, order, details, occurredAt),
    mail: { mail, orderId: order.orderId },
  }),
});

const paymentCompleted = (order: Order, payment: Payment, paidAt: string): NotifiableChange => {
  const details = { ...paymentReference(payment), capturedAmount: payment.capturedAmount };
  return uniqueChange(order, 'PAYMENT_COMPLETED', 'paid', details, paidAt);
};

/** Each is an event. A guest gets an email about the first one only: whoever knows an address could make us write to it again and again. */
const failedPayments = (order: Order, payment: Payment): NotifiableChange[] => {
  const failures = Object.entries(payment.failures).sort(([, one], [, other]) => (one.at < other.at ? -1 : 1));
  return failures.map(([eventId, { failure, at }], index) => ({
    key: paymentFailedKey(eventId),
    createNotification: () => {
      const details = { ...paymentReference(payment), failure, payableUntil: payment.dueAt };
      const event = eventOf('PAYMENT_FAILED', order, details, at, eventId);
      if (isGuestId(order.customerId) && index > 0) return { event };
      return { event, mail: { mail: 'paymentFailed', orderId: order.orderId, eventId: event.id, failure } };
    },
  }));
};

/** Returns the refunds that the provider has accepted and that have not failed. */
const refunds = (order: Order, payment: Payment): NotifiableChange[] =>
  Object.entries(payment.refunds).flatMap(([refundKey, { refundId, state, amount, reason, at }]) => {
    if (refundId === undefined || state === 'failed') return [];
    const createNotification: NotifiableChange['createNotification'] = () => {
      const details = {
        ...paymentReference(payment),
        refundId,
        amount,
        refundedAmount: payment.refundedAmount,
        reason,
      };
      const event = eventOf('ORDER_REFUNDED', order, details, at, refundKey);
      return { event, mail: { mail: 'refunded', orderId: order.orderId, eventId: event.id, refundKey } };
    };
    return [{ key: `ORDER_REFUNDED/${refundKey}`, createNotification }];
  });

/** Of parcels that have left, and that have arrived. */
const fulfilments = (order: Order): NotifiableChange[] =>
  (order.fulfilments ?? []).flatMap((fulfilment): NotifiableChange[] => {
    const { id, carrier, trackingNumber, trackingUrl, createdAt, deliveredAt } = fulfilment;
    const parcel = { fulfilmentId: id, fulfilledItems: fulfilment.items };
    const left: NotifiableChange = {
      key: `ORDER_FULFILLED/${id}`,
      createNotification: () => {
        const details = { ...parcel, carrier, trackingNumber, trackingUrl };
        const event = eventOf('ORDER_FULFILLED', order, details, createdAt, id);
        return { event, mail: { mail: 'fulfilled', orderId: order.orderId, eventId: event.id, fulfilmentId: id } };
      },
    };
    if (deliveredAt === undefined) return [left];
    const createNotification = () => ({ event: eventOf('ORDER_DELIVERED', order, parcel, deliveredAt, id) });
    return [left, { key: `ORDER_DELIVERED/${id}`, createNotification }];
  });

/** What has become of a return. */
const returnChanges = (order: Order, orderReturn: OrderReturn): NotifiableChange[] => {
  const { id, status, items, reason, createdAt, decidedAt, receivedAt, restock = false, refund = 0 } = orderReturn;
  const details = { returnId: id, returnedItems: items, returnReason: reason };
  const isRefused = status === 'refused';
  const change = <Type extends OrderEventType>(
    type: Type,
    at: string | undefined,
    own: EventDetails<Type>,
    mail?: (typeof RETURN_MAILS)[number],
  ): NotifiableChange[] => {
    if (at === undefined) return [];
    const createNotification: NotifiableChange['createNotification'] = () => {
      const event = eventOf(type, order, own, at, id);
      return mail ? { event, mail: { mail, orderId: order.orderId, eventId: event.id, returnId: id } } : { event };
    };
    return [{ key: `${type}/${id}`, createNotification }];
  };
  return [
    ...change('RETURN_REQUESTED', createdAt, details),
    ...change('RETURN_REFUSED', isRefused ? decidedAt : undefined, details, 'returnRefused'),
    ...change('RETURN_APPROVED', isRefused ? undefined : decidedAt, details, 'returnApproved'),
    ...change('RETURN_RECEIVED', receivedAt, { ...details, restock, refund }, 'returnReceived'),
  ];
};

/** Returns the payment's fields in an event. */
const paymentReference = ({ provider, paymentIntentId }: Payment) => ({ provider, paymentIntentId });

/** The data of an event of this type besides the order's. */
type EventDetails<Type extends OrderEventType> = Omit<
  OrderEventOf<Type>['data'],
  keyof OrderEventOf<'ORDER_CREATED'>['data']
>;

/**
 * Creates the event of a change of an order.
 *
 * @param occurredAt ISO 8601
 * @param occurrence distinguishes several changes of one type
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
      items: order.items.map(({ productId, productName, unitPrice, quantity, ...item }) => ({
        productId,
        productName,
        ...variantView(item),
        unitPrice,
        quantity,
      })),
      total: order.total,
      currency: order.currency,
      ...details,
    },
  });
