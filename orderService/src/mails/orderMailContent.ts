import type { Texts, Wording } from '@ecommerce/shared/languages/texts.ts';
import { asSentence, isolated, singleLine } from '@ecommerce/shared/mails/formatting.ts';
import type { MailAmount, MailLink } from '@ecommerce/shared/mails/mailTemplate.ts';
import { type MailKind, type Order, orderName } from '../order/order.ts';
import { CANCELLATION_REASONS, REJECTION_REASONS } from '../order/orderStatus.ts';
import type { OrderWithPayment } from '../order/orderWithPayment.ts';

/** What an email about an order says besides the order itself, which is added when it is rendered. */
export type MailContent = Wording & {
  /** Another page to open than those of the order. */
  link?: MailLink;
  /** Labels and values below the total, such as amounts. */
  facts?: readonly MailAmount[];
};

/** Content of the email sent when an order was accepted. */
const receivedMail = (order: Order, { orders, money, time }: Texts): MailContent => {
  const { total, currency, payment } = order;
  const due = payment && { amount: money(total, currency), until: time(payment.dueAt) };
  return orders.received({ order: orderName(order), due });
};

/** Content of the email sent when an order ships. */
const shippingMail = ({ items: [first, ...others] }: Order, { orders }: Texts): MailContent =>
  orders.shipping({ firstProduct: first && singleLine(first.productName), others: others.length });

/** Content of the email sent when an order was rejected. */
const rejectedMail = (order: Order, { orders }: Texts): MailContent => {
  const reason = REJECTION_REASONS.find((one) => one === order.reason) ?? 'could not be processed';
  return orders.rejected({ order: orderName(order), reason });
};

/** Content of the email sent when an order was paid. */
const paidMail = (order: Order, { orders, labels, money }: Texts): MailContent => {
  const amount = money(order.payment?.capturedAmount ?? order.total, order.currency);
  return {
    ...orders.paid({ order: orderName(order), amount }),
    facts: [{ label: labels.paid, value: amount }],
  };
};

/** Content of the email sent when an order was cancelled. */
const cancelledMail = (order: Order, { orders }: Texts): MailContent => {
  const reason = CANCELLATION_REASONS.find((one) => one === order.reason) ?? 'cancelled by the shop';
  return orders.cancelled({ order: orderName(order), reason, mayBePaid: order.payment !== undefined });
};

/** The content of the emails that an order causes at most once. */
export const CONTENT_BY_KIND: Record<MailKind, (order: Order, texts: Texts) => MailContent> = {
  received: receivedMail,
  paid: paidMail,
  shipping: shippingMail,
  rejected: rejectedMail,
  cancelled: cancelledMail,
};

/** Content of the email sent when a payment failed; `failure` is the provider's message. */
export const failedPaymentMail = (order: Order, failure: string, { orders, money, time }: Texts): MailContent =>
  orders.paymentFailed({
    order: orderName(order),
    amount: money(order.total, order.currency),
    failure: asSentence(failure),
    until: order.payment && time(order.payment.dueAt),
  });

/** Content of the email about a refund. */
export const refundMail = (order: OrderWithPayment, refundKey: string, texts: Texts): MailContent => {
  const { total, currency, payment } = order;
  const { labels } = texts;
  const { amount, reason } = payment.refunds[refundKey] ?? { amount: 0, reason: '' };
  const { refundedAmount } = payment;
  const money = (minorUnits: number) => texts.money(minorUnits, currency);
  const rest = Math.max((payment.capturedAmount || total) - refundedAmount, 0); // the captured amount may differ from the total
  const cause = causeOfRefund(order);
  return {
    ...texts.orders.refunded({ order: orderName(order), amount: money(amount), cause }),
    facts: [
      { label: labels.refundedNow, value: money(amount) },
      ...(refundedAmount > amount ? [{ label: labels.refundedInTotal, value: money(refundedAmount) }] : []),
      { label: labels.stillPaid, value: money(rest) },
      ...(cause ? [] : [{ label: labels.reason, value: isolated(singleLine(reason)) }]),
    ],
  };
};

/** Returns why an order that does not ship was refunded, from its status and reason. */
const causeOfRefund = ({ status, reason }: Order) => {
  if (status === 'rejected') return 'rejected';
  if (status !== 'cancelled') return undefined;
  return reason === 'not paid in time' ? 'paid too late' : 'cancelled';
};
