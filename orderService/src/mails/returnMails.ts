import type { Texts } from '@ecommerce/shared/languages/texts.ts';
import type { RETURN_MAILS } from '../notification/mailRequest.ts';
import { type Order, orderName } from '../order/order.ts';
import type { OrderReturn } from '../order/orderReturn.ts';
import { describeItem } from './fulfilmentMail.ts';
import type { MailContent } from './orderMailContent.ts';

/** Content of an email about a return: what was decided, or what arrived, and the items. */
export const returnMail = (
  kind: (typeof RETURN_MAILS)[number],
  order: Order,
  { items, refund }: OrderReturn,
  { orders, labels, money }: Texts,
): MailContent => {
  const amount = refund === undefined ? undefined : money(refund, order.currency);
  return {
    ...orders[kind]({ order: orderName(order), refund: amount }),
    facts: items.map((item) => ({ label: labels.returnedItem, value: describeItem(order, item) })),
  };
};
