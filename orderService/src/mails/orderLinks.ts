import type { Texts } from '@ecommerce/shared/languages/texts.ts';
import type { MailLink } from '@ecommerce/shared/mails/mailTemplate.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { hasPayment, isUnpaid } from '../order/orderWithPayment.ts';

/**
 * Returns the shop's pages for an order: to pay, as long as the order waits for it, and to see the order.
 *
 * @param shopUrl the address of the shop's pages, without a slash at its end; empty if it has none
 */
export const orderLinks = (order: StoredOrder, { links }: Texts, shopUrl: string): MailLink[] => {
  if (shopUrl === '') return [];
  const page = `${shopUrl}/orders/${encodeURIComponent(order.orderId)}`;
  return [
    ...(hasPayment(order) && isUnpaid(order) ? [{ label: links.pay, url: `${page}/pay` }] : []),
    { label: links.order, url: page },
  ];
};
