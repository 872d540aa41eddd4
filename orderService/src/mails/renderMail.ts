import { formatMoney } from '@ecommerce/shared/money.ts';
import type { Order } from '../order/order.ts';
import { singleLine } from './formatting.ts';
import { renderHtml } from './renderHtml.ts';

/** What a mail about an order says; the order's lines and total follow by themselves. */
export type MailContent = {
  subject: string;
  /** The same in a few words, above the HTML. */
  heading: string;
  /** Sentences that follow the word "Hello,", so that the first begins in lower case. */
  paragraphs: readonly [string, ...string[]];
  /** A page to open, below the sentences. */
  link?: { label: string; url: string };
  /** Amounts and the like below the total: a name and what stands for it. */
  facts?: readonly (readonly [label: string, value: string])[];
};

/** A mail as it is sent, but for its receiver. */
export type RenderedMail = { subject: string; text: string; html: string };

/** Renders a mail as text and as HTML, which say the same, signed with the shop's name. */
export const renderMail = (content: MailContent, order: Order, shopName: string): RenderedMail => ({
  subject: content.subject,
  text: renderText(content, order, shopName),
  html: renderHtml(content, order, shopName),
});

const renderText = (
  { paragraphs, link, facts = [] }: MailContent,
  { orderId, items, total, currency }: Order,
  shopName: string,
): string =>
  [
    'Hello,',
    '',
    ...paragraphs.flatMap((paragraph) => [paragraph, '']),
    ...(link ? [`${link.label}: ${link.url}`, ''] : []),
    `Order: ${orderId}`,
    ...items.map(
      ({ productName, quantity, unitPrice }) =>
        `  ${quantity} × ${singleLine(productName)}, ${formatMoney(unitPrice, currency)} each`,
    ),
    `Total: ${formatMoney(total, currency)}`,
    ...facts.map(([label, value]) => `${label}: ${value}`),
    '',
    shopName,
    '',
  ].join('\n');
