import { formatMoney } from '@ecommerce/shared/money.ts';
import type { Order } from '../order/order.ts';
import { singleLine } from './formatting.ts';
import { renderHtml } from './renderHtml.ts';

/** The content of an email about an order. The order's items and total are added when it is rendered. */
export type MailContent = {
  subject: string;
  /** The heading of the HTML version. */
  heading: string;
  /** The first paragraph follows "Hello,", so it begins in lower case. */
  paragraphs: readonly [string, ...string[]];
  /** A page to open, below the sentences. */
  link?: { label: string; url: string };
  /** Labels and values below the total, such as amounts. */
  facts?: readonly (readonly [label: string, value: string])[];
};

/** An email without its recipient. */
export type RenderedMail = { subject: string; text: string; html: string };

/** Renders an email as text and as HTML with the same content, signed with the shop's name. */
export const renderMail = (content: MailContent, order: Order, shopName: string): RenderedMail => ({
  subject: content.subject,
  text: renderText(content, order, shopName),
  html: renderHtml(content, order, shopName),
});

const renderText = ({ paragraphs, link, facts = [] }: MailContent, order: Order, shopName: string): string =>
  [
    'Hello,',
    '',
    ...paragraphs.flatMap((paragraph) => [paragraph, '']),
    ...(link ? [`${link.label}: ${link.url}`, ''] : []),
    ...(order.number === undefined ? [] : [`Order number: ${order.number}`]),
    `Order: ${order.orderId}`,
    ...order.items.map(
      ({ productName, quantity, unitPrice }) =>
        `  ${quantity} × ${singleLine(productName)}, ${formatMoney(unitPrice, order.currency)} each`,
    ),
    `Total: ${formatMoney(order.total, order.currency)}`,
    ...facts.map(([label, value]) => `${label}: ${value}`),
    '',
    shopName,
    '',
  ].join('\n');
