import type { Texts } from '@ecommerce/shared/languages/texts.ts';
import { isolated, singleLine } from '@ecommerce/shared/mails/formatting.ts';
import { type Fulfilment, isSameLine, type LineQuantity, unfulfilledItems } from '../order/fulfilment.ts';
import { itemName, type Order, orderName } from '../order/order.ts';
import type { MailContent } from './orderMailContent.ts';

/** Content of the email sent when a parcel has left: what is in it, and how to track it. */
export const fulfilledMail = (order: Order, fulfilment: Fulfilment, { orders, labels, links }: Texts): MailContent => {
  const { trackingNumber, trackingUrl } = fulfilment;
  const carrier = isolated(singleLine(fulfilment.carrier));
  const isWhole = (order.fulfilments ?? []).length === 1 && unfulfilledItems(order).length === 0;
  return {
    ...orders.fulfilled({ order: orderName(order), carrier, isWhole }),
    ...(trackingUrl === undefined ? {} : { link: { label: links.track, url: trackingUrl } }),
    facts: [
      ...fulfilment.items.map((item) => ({ label: labels.inThisParcel, value: describeItem(order, item) })),
      { label: labels.carrier, value: carrier },
      ...(trackingNumber === undefined ? [] : [{ label: labels.trackingNumber, value: singleLine(trackingNumber) }]),
    ],
  };
};

/** `2 × Shoes`. */
export const describeItem = ({ items }: Order, item: LineQuantity): string => {
  const line = items.find((one) => isSameLine(one, item));
  return `${item.quantity} × ${isolated(singleLine(line ? itemName(line) : item.productId))}`;
};
