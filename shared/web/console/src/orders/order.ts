import type { Schemas } from '@ecommerce/client';

/** An order as `GET /orders/{id}` returns it, with the customer's address from the list. */
export type Order = Schemas['orders']['OrderDetails'] & { email?: string; customerId?: string };
export type ListedOrder = Schemas['orders']['AllOrders']['orders'][number];
export type TimelineEntry = NonNullable<Order['timeline']>[number];

/** Returns what people call an order: its number, or the beginning of its id until it has one. */
export const nameOf = ({ number, id }: { number?: string | undefined; id: string }): string => number ?? id.slice(0, 8);

type Unit = { productId: string; variantId?: string; quantity: number };

const isSame = (left: Unit, right: Unit): boolean => lineKey(left) === lineKey(right);

/** Identifies a line of an order: each variant of a product has one. */
export const lineKey = ({ productId, variantId = productId }: Pick<Unit, 'productId' | 'variantId'>): string =>
  `${productId} ${variantId}`;

/** Names the product of a line and the values of its variant's options, such as `Shirt, M / blue`. */
export const lineName = ({ productName, variantName }: Pick<Order['items'][number], 'productName' | 'variantName'>) =>
  [productName, variantName].filter(Boolean).join(', ');

/** Names units of an order, as they are in a parcel or a return. */
export const unitsText = (order: Pick<Order, 'items'>, units: readonly Unit[]): string =>
  units
    .map((unit) => {
      const line = order.items.find((candidate) => isSame(candidate, unit));
      return `${unit.quantity} × ${line ? lineName(line) : unit.productId}${line?.sku ? ` (${line.sku})` : ''}`;
    })
    .join(', ');

/** Returns the units of a parcel from the quantities that were entered for its lines, in their order. Lines of which none are sent are left out. */
export const unitsOf = (lines: readonly Unit[], quantities: readonly number[]): Unit[] =>
  lines.flatMap(({ productId, variantId }, at) => {
    const quantity = quantities[at] ?? 0;
    return quantity > 0 ? [{ productId, ...(variantId !== undefined && { variantId }), quantity }] : [];
  });

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
