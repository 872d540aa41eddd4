import { formatMoney } from '@ecommerce/shared/money.ts';
import type { Order } from '../order/order.ts';
import type { Letter } from './letter.ts';
import { formatTime, oneLine } from './words.ts';

/** The order was accepted. */
export const receivedLetter = ({ orderId, total, currency, payment }: Order): Letter => ({
  subject: `We received your order ${orderId}`,
  heading: 'We received your order',
  paragraphs: [
    'thank you for your order. We will write to you again as soon as it is on its way.',
    ...(payment
      ? [
          `If you have not paid yet, please pay the ${formatMoney(total, currency)} by ${formatTime(payment.dueAt)}. Until then we keep your order for you.`,
        ]
      : []),
  ],
});

/** It has left. */
export const shippingLetter = ({ items }: Order): Letter => ({
  subject: `${shippedProducts(items)} now shipping`, // documented: clients sort their mail by it
  heading: 'Your order is on its way',
  paragraphs: ['your order is on its way to you.'],
});

/** `Shoes`, or `Shoes and 2 more`. */
const shippedProducts = ([first, ...others]: Order['items']): string => {
  const name = oneLine(first?.productName ?? 'your order');
  return others.length === 0 ? name : `${name} and ${others.length} more`;
};

/** It could not be taken. */
export const rejectedLetter = ({ orderId, reason = 'could not be processed' }: Order): Letter => ({
  subject: `We could not accept your order ${orderId}`,
  heading: 'We could not accept your order',
  paragraphs: [
    reason === 'could not be processed'
      ? 'we are sorry: your order could not be processed.'
      : `we are sorry: what you ordered is ${reason}, so we could not accept your order.`,
  ],
});
