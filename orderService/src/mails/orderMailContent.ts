import { formatMoney } from '@ecommerce/shared/money.ts';
import type { MailKind, Order } from '../order/order.ts';
import { CANCELLATION_REASONS, type CancellationReason } from '../order/orderStatus.ts';
import type { OrderWithPayment } from '../order/orderWithPayment.ts';
import { asSentence, formatTime, singleLine } from './formatting.ts';
import type { MailContent } from './renderMail.ts';

/** Content of the email sent when an order was accepted. */
const receivedMail = ({ orderId, total, currency, payment }: Order): MailContent => ({
  subject: `We received your order ${orderId}`,
  heading: 'We received your order',
  paragraphs: [
    'thank you for your order. We will email you again as soon as it is on its way.',
    ...(payment
      ? [
          `If you have not paid yet, please pay ${formatMoney(total, currency)} by ${formatTime(payment.dueAt)}. We will hold your order until then.`,
        ]
      : []),
  ],
});

/** Content of the email sent when an order ships. */
const shippingMail = ({ items }: Order): MailContent => ({
  subject: `${shippedProducts(items)} now shipping`, // documented: clients sort their emails by it
  heading: 'Your order is on its way',
  paragraphs: ['your order is on its way to you.'],
});

/** Returns `Shoes`, or `Shoes and 2 more`. */
const shippedProducts = ([first, ...others]: Order['items']): string => {
  const name = singleLine(first?.productName ?? 'your order');
  return others.length === 0 ? name : `${name} and ${others.length} more`;
};

/** Content of the email sent when an order was rejected. */
const rejectedMail = ({ orderId, reason = 'could not be processed' }: Order): MailContent => ({
  subject: `We could not accept your order ${orderId}`,
  heading: 'We could not accept your order',
  paragraphs: [
    reason === 'could not be processed'
      ? 'we are sorry: your order could not be processed.'
      : `we are sorry: what you ordered is ${reason}, so we could not accept your order.`,
  ],
});

/** Content of the email sent when an order was paid. */
const paidMail = ({ orderId, payment, total, currency }: Order): MailContent => {
  const amount = formatMoney(payment?.capturedAmount ?? total, currency);
  return {
    subject: `Your payment has arrived: order ${orderId}`,
    heading: 'Your payment has arrived',
    paragraphs: [`thank you: your payment of ${amount} has reached us.`],
    facts: [['Paid', amount]],
  };
};

const CANCELLATION_TEXTS: Record<CancellationReason, string> = {
  'cancelled by the customer': 'your order has been cancelled, as you asked.',
  'cancelled by the shop': 'we are sorry: we had to cancel your order.',
  'not paid in time': 'your order has been cancelled, because it was not paid in time.',
  'could not be processed': 'we are sorry: we could not process your order, and had to cancel it.',
};

/** Content of the email sent when an order was cancelled. */
const cancelledMail = ({ orderId, reason, payment }: Order): MailContent => ({
  subject: `Your order ${orderId} was cancelled`,
  heading: 'Your order was cancelled',
  paragraphs: [
    CANCELLATION_TEXTS[CANCELLATION_REASONS.find((one) => one === reason) ?? 'cancelled by the shop'],
    ...(payment ? ['If you have already paid, we will refund you automatically and email you when we do.'] : []),
  ],
});

/**
 * The content of the emails that an order causes at most once. Emails arrive late and in any order: every sentence must still be true
 * then.
 */
export const CONTENT_BY_KIND: Record<MailKind, (order: Order) => MailContent> = {
  received: receivedMail,
  paid: paidMail,
  shipping: shippingMail,
  rejected: rejectedMail,
  cancelled: cancelledMail,
};

/** Content of the email sent when a payment failed; `failure` is the provider's message. */
export const failedPaymentMail = ({ orderId, total, currency, payment }: Order, failure: string): MailContent => ({
  subject: `Your payment did not go through: order ${orderId}`,
  heading: 'Your payment did not go through',
  paragraphs: [
    `your payment of ${formatMoney(total, currency)} did not go through: ${asSentence(failure)}`,
    ...(payment
      ? [
          `Unless you have paid since, you may try again until ${formatTime(payment.dueAt)}. We will hold your order until then, and cancel it after that.`,
        ]
      : []),
  ],
});

/** Content of the email about a refund. */
export const refundMail = (order: OrderWithPayment, refundKey: string): MailContent => {
  const { orderId, total, currency, payment } = order;
  const { amount, reason } = payment.refunds[refundKey] ?? { amount: 0, reason: '' };
  const { refundedAmount } = payment;
  const money = (minorUnits: number) => formatMoney(minorUnits, currency);
  const rest = Math.max((payment.capturedAmount || total) - refundedAmount, 0); // the captured amount may differ from the total
  const cause = causeOfRefund(order);
  return {
    subject: `Your refund for order ${orderId}`,
    heading: `${money(amount)} is on its way back to you`,
    paragraphs: [
      `${cause ? `${cause} Therefore we` : 'we'} have refunded ${money(amount)} to the payment method you used. Your bank may take a few days to show it.`,
    ],
    facts: [
      ['Refunded now', money(amount)],
      ...(refundedAmount > amount ? [['Refunded in total', money(refundedAmount)] as const] : []),
      ['Still paid', money(rest)],
      ...(cause ? [] : [['Reason', singleLine(reason)] as const]),
    ],
  };
};

/** Returns why an order that does not ship was refunded, from its status and reason. */
const causeOfRefund = ({ status, reason }: Order): string | undefined => {
  if (status === 'rejected') return 'your payment reached us, but we could not accept your order.';
  if (status !== 'cancelled') return undefined;
  return reason === 'not paid in time'
    ? 'your payment reached us after your order had been cancelled, because it was not paid in time.'
    : 'your order was cancelled.';
};
