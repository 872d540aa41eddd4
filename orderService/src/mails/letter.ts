import { formatMoney } from '@ecommerce/shared/money.ts';
import type { Order } from '../order/order.ts';
import { letterPage } from './letterPage.ts';
import { oneLine } from './words.ts';

/** What a mail about an order says; the order's lines and total follow by themselves. */
export type Letter = {
  subject: string;
  /** The same in a few words, above the HTML. */
  heading: string;
  /** Sentences that follow the word "Hello,", so that the first begins in lower case. */
  paragraphs: readonly [string, ...string[]];
  /** Amounts and the like below the total: a name and what stands for it. */
  facts?: readonly (readonly [label: string, value: string])[];
};

/** A mail as it is sent, but for its receiver. */
export type Content = { subject: string; text: string; html: string };

/** The letter as text and as HTML, which say the same, signed with the shop's name. */
export const toContent = (letter: Letter, order: Order, shopName: string): Content => ({
  subject: letter.subject,
  text: toText(letter, order, shopName),
  html: letterPage(letter, order, shopName),
});

const toText = (
  { paragraphs, facts = [] }: Letter,
  { orderId, items, total, currency }: Order,
  shopName: string,
): string =>
  [
    'Hello,',
    '',
    ...paragraphs.flatMap((paragraph) => [paragraph, '']),
    `Order: ${orderId}`,
    ...items.map(
      ({ productName, quantity, unitPrice }) =>
        `  ${quantity} × ${oneLine(productName)}, ${formatMoney(unitPrice, currency)} each`,
    ),
    `Total: ${formatMoney(total, currency)}`,
    ...facts.map(([label, value]) => `${label}: ${value}`),
    '',
    shopName,
    '',
  ].join('\n');
