import type { OrderEvent, OrderEventOf } from '@ecommerce/shared/events/orderEvents.ts';
import { formatMoney } from '@ecommerce/shared/money.ts';
import type { Order } from '../order/order.ts';
import { CANCELLATION_REASONS, type CancellationReason } from '../order/orderStatus.ts';
import type { Letter } from './letter.ts';
import { formatTime, oneLine, sentenceEnd } from './words.ts';

/** The events that the customer gets a mail for from the topic. How an order ends otherwise, the workflow tells. */
export const MAILED_EVENTS = ['PAYMENT_COMPLETED', 'PAYMENT_FAILED', 'ORDER_CANCELLED', 'ORDER_REFUNDED'] as const;
export type MailedEvent = OrderEventOf<(typeof MAILED_EVENTS)[number]>;

export const isMailed = (event: OrderEvent): event is MailedEvent => MAILED_EVENTS.some((type) => type === event.type);

/** What the customer is told of an event. Events come late and in any order: no sentence may be untrue by then. */
export const eventLetter = (event: MailedEvent, order: Order): Letter => {
  switch (event.type) {
    case 'PAYMENT_COMPLETED':
      return paymentCompleted(event.data);
    case 'PAYMENT_FAILED':
      return paymentFailed(event.data);
    case 'ORDER_CANCELLED':
      return cancelled(event.data, order);
    case 'ORDER_REFUNDED':
      return refunded(event.data, order);
  }
};

type Data<Type extends MailedEvent['type']> = OrderEventOf<Type>['data'];

const paymentCompleted = ({ orderId, capturedAmount, currency }: Data<'PAYMENT_COMPLETED'>): Letter => ({
  subject: `Your payment has arrived: order ${orderId}`,
  heading: 'Your payment has arrived',
  paragraphs: [`thank you: your payment of ${formatMoney(capturedAmount, currency)} has reached us.`],
  facts: [['Paid', formatMoney(capturedAmount, currency)]],
});

const paymentFailed = ({ orderId, total, currency, failure, payableUntil }: Data<'PAYMENT_FAILED'>): Letter => ({
  subject: `Your payment did not go through: order ${orderId}`,
  heading: 'Your payment did not go through',
  paragraphs: [
    `your payment of ${formatMoney(total, currency)} did not go through: ${sentenceEnd(failure)}`,
    `Unless you have paid since, you may try again until ${formatTime(payableUntil)}. Until then we keep your order for you; after that it is cancelled.`,
  ],
});

const CANCELLED: Record<CancellationReason, string> = {
  'cancelled by the customer': 'your order has been cancelled, as you asked.',
  'cancelled by the shop': 'we are sorry: we had to cancel your order.',
  'not paid in time': 'your order has been cancelled, because it was not paid in time.',
  'could not be processed': 'we are sorry: we could not process your order, and had to cancel it.',
};

const cancelled = ({ orderId, reason }: Data<'ORDER_CANCELLED'>, { payment }: Order): Letter => {
  const known = CANCELLATION_REASONS.find((one) => one === reason);
  return {
    subject: `Your order ${orderId} was cancelled`,
    heading: 'Your order was cancelled',
    paragraphs: [
      known ? CANCELLED[known] : `your order has been cancelled: ${sentenceEnd(reason)}`,
      ...(payment ? ['Whatever you have paid for it goes back to you by itself; we write to you when it does.'] : []),
    ],
  };
};

const refunded = (data: Data<'ORDER_REFUNDED'>, order: Order): Letter => {
  const { orderId, amount, refundedAmount, total, currency, reason } = data;
  const money = (minorUnits: number) => formatMoney(minorUnits, currency);
  const rest = Math.max((order.payment?.capturedAmount || total) - refundedAmount, 0); // another sum than the total may have come
  const because = whyRefunded(order);
  return {
    subject: `Your refund for order ${orderId}`,
    heading: `${money(amount)} is on its way back to you`,
    paragraphs: [
      `${because ? `${because} Therefore we` : 'we'} have sent ${money(amount)} back to you, the way you paid. Your bank may take a few days to show it.`,
    ],
    facts: [
      ['Sent back now', money(amount)],
      ...(refundedAmount > amount ? [['Sent back in all', money(refundedAmount)] as const] : []),
      ['Still paid', money(rest)],
      ...(because ? [] : [['Reason', oneLine(reason)] as const]),
    ],
  };
};

/** Why the money of an order that does not ship could not stay: how the order stands tells it. */
const whyRefunded = ({ status, reason }: Order): string | undefined => {
  if (status === 'rejected') return 'your payment reached us, but we could not accept your order.';
  if (status !== 'cancelled') return undefined;
  return reason === 'not paid in time'
    ? 'your payment reached us after your order had been cancelled, because it was not paid in time.'
    : 'your order was cancelled.';
};
