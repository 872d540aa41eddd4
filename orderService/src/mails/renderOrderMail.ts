import type { Texts } from '@ecommerce/shared/languages/texts.ts';
import { type RenderedMail, renderMail } from '@ecommerce/shared/mails/mailTemplate.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { orderLinks } from './orderLinks.ts';
import type { MailContent } from './orderMailContent.ts';
import { orderTable } from './orderTable.ts';

/** The shop's name, and the address of its pages (empty if it has none). */
export type Shop = { name: string; url: string };

/** An order and, if a guest placed it, its key. */
export type MailedOrder = { order: StoredOrder; key?: string | undefined };

/** Renders an email about an order: its content, the order's pages, items and price, and the shop's name. */
export const renderOrderMail = (
  { link, facts = [], ...wording }: MailContent,
  { order, key }: MailedOrder,
  texts: Texts,
  shop: Shop,
): RenderedMail =>
  renderMail({
    ...wording,
    texts,
    links: [...(link ? [link] : []), ...orderLinks({ order, key }, texts, shop.url)],
    table: orderTable(order, facts, texts),
    shopName: shop.name,
  });
