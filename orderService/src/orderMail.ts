import { formatMoney } from '@ecommerce/shared/money.ts';
import type { MailKind, Order } from './order.ts';

type Text = { subject: string; text: string };

const TEXTS: Record<MailKind, (order: Order) => { subject: string; opening: string }> = {
  received: ({ orderId }) => ({
    subject: `We received your order ${orderId}`,
    opening: 'thank you for your order. We will write to you again as soon as it is on its way.',
  }),
  shipping: () => ({
    subject: 'gucci now shipping', // documented: clients sort their mail by it
    opening: 'your order is on its way to you.',
  }),
  rejected: ({ orderId, reason = 'could not be processed' }) => ({
    subject: `We could not accept your order ${orderId}`,
    opening:
      reason === 'could not be processed'
        ? 'we are sorry: your order could not be processed.'
        : `we are sorry: what you ordered is ${reason}, so we could not accept your order.`,
  }),
};

/** The mail that tells the customer how the order stands. */
export const orderMail = (kind: MailKind, order: Order): Text => {
  const { subject, opening } = TEXTS[kind](order);
  const lines = order.items.map(
    ({ productName, quantity, unitPrice }) =>
      `  ${quantity} × ${oneLine(productName)}, ${formatMoney(unitPrice, order.currency)} each`,
  );
  const text = [
    'Hello,',
    '',
    opening,
    '',
    `Order: ${order.orderId}`,
    ...lines,
    `Total: ${formatMoney(order.total, order.currency)}`,
    '',
  ];
  return { subject, text: text.join('\n') };
};

/** A seller's text on one line of the mail, whatever it holds. */
const oneLine = (text: string): string => text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
