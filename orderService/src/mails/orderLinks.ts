import type { Texts } from '@ecommerce/shared/languages/texts.ts';
import type { MailLink } from '@ecommerce/shared/mails/mailTemplate.ts';
import { hasPayment, isUnpaid } from '../order/orderWithPayment.ts';
import type { MailedOrder } from './renderOrderMail.ts';

/**
 * Returns the shop's pages for an order: to pay, as long as the order waits for it, to see the order, and its invoice. Every
 * order that was paid in time gets one, within seconds. Those of a guest's order have its
 * key: the pages send it as `X-Order-Key`.
 *
 * @param shopUrl the address of the shop's pages, without a slash at its end; empty if it has none
 */
export const orderLinks = ({ order, key }: MailedOrder, { links }: Texts, shopUrl: string): MailLink[] => {
  if (shopUrl === '') return [];
  const page = `${shopUrl}/orders/${encodeURIComponent(order.orderId)}`;
  const query = key === undefined ? '' : `?key=${encodeURIComponent(key)}`;
  return [
    ...(hasPayment(order) && isUnpaid(order) ? [{ label: links.pay, url: `${page}/pay${query}` }] : []),
    { label: links.order, url: `${page}${query}` },
    ...(order.payment?.paidAt === undefined ? [] : [{ label: links.invoice, url: `${page}/invoice${query}` }]),
  ];
};
