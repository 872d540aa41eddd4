import { type Fulfilment, isSameLine, type LineQuantity, unfulfilledItems } from '../order/fulfilment.ts';
import type { Order } from '../order/order.ts';
import { singleLine } from './formatting.ts';
import type { MailContent } from './renderMail.ts';

/** A parcel has left: what is in it, and how it is found. */
export const fulfilledMail = (order: Order, fulfilment: Fulfilment): MailContent => {
  const { carrier, trackingNumber, trackingUrl } = fulfilment;
  const isWhole = (order.fulfilments ?? []).length === 1 && unfulfilledItems(order).length === 0;
  return {
    subject: `A parcel with your order ${order.orderId} has left`,
    heading: isWhole ? 'Your order has left' : 'A part of your order has left',
    paragraphs: [`${isWhole ? 'your order has' : 'a part of your order has'} left with ${singleLine(carrier)}.`],
    ...(trackingUrl === undefined ? {} : { link: { label: 'Track the parcel', url: trackingUrl } }),
    facts: [
      ...fulfilment.items.map((item) => ['In this parcel', describeItem(order, item)] as const),
      ['Carrier', singleLine(carrier)],
      ...(trackingNumber === undefined ? [] : [['Tracking number', singleLine(trackingNumber)] as const]),
    ],
  };
};

/** `2 × Shoes`. */
export const describeItem = ({ items }: Order, item: LineQuantity): string => {
  const line = items.find((one) => isSameLine(one, item));
  return `${item.quantity} × ${singleLine(line?.productName ?? item.productId)}`;
};
