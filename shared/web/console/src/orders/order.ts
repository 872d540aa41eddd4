import type { Schemas } from '@ecommerce/client';

/** An order as `GET /orders/{id}` returns it, with the customer's address from the list. */
export type Order = Schemas['orders']['OrderDetails'] & { email?: string; customerId?: string };
export type ListedOrder = Schemas['orders']['AllOrders']['orders'][number];
export type TimelineEntry = NonNullable<Order['timeline']>[number];

/** Returns what people call an order: its number, or the beginning of its id until it has one. */
export const nameOf = ({ number, id }: { number?: string | undefined; id: string }): string => number ?? id.slice(0, 8);

type Unit = { productId: string; variantId?: string | undefined; quantity: number };

const isSame = (left: Unit, right: Unit): boolean =>
  left.productId === right.productId && left.variantId === right.variantId;

/** Returns the lines of an order that have not left yet, with the quantity that is left. */
export const unitsToSend = (order: Order): (Order['items'][number] & { left: number })[] =>
  order.items
    .map((line) => {
      const sent = order.fulfilments.flatMap(({ items }) => items).filter((item) => isSame(item, line));
      return { ...line, left: line.quantity - sent.reduce((sum, { quantity }) => sum + quantity, 0) };
    })
    .filter(({ left }) => left > 0);

const isOver = ({ status }: Order): boolean => status === 'rejected' || status === 'cancelled';

/** Returns how much of the payment is left to refund. */
export const refundable = ({ payment, currency }: Order): number => {
  const digits = fractionDigits(currency);
  return payment ? Number((payment.paid - payment.refunded).toFixed(digits)) : 0;
};

/** Returns how many decimals amounts of a currency have. */
const fractionDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** Returns the smallest step of a price in a currency. */
export const priceStep = (currency: string): number => (currency === '' ? 0.01 : 10 ** -fractionDigits(currency));

/** What staff may do with an order in its state. The API decides again. */
export const actionsOf = (order: Order) => {
  const nothingSent = order.fulfilments.length === 0;
  return {
    fulfil: order.status === 'shipping' && unitsToSend(order).length > 0,
    cancel: !isOver(order) && nothingSent,
    refund: order.status === 'shipping' && refundable(order) > 0,
    changeAddress: !isOver(order) && nothingSent && order.shippingAddress !== undefined,
  };
};

/** Returns what happened to an order between two readings. */
export const newEntries = (before: Order | undefined, after: Order): TimelineEntry[] =>
  (after.timeline ?? []).slice(before?.timeline?.length ?? 0);
