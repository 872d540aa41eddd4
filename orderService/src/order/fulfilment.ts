import type { Order, OrderItem } from './order.ts';

/** Units of one line of an order. */
export type LineQuantity = { productId: string; variantId?: string | undefined; quantity: number };

/** A parcel: what left together, and how it is found. Times are ISO 8601. */
export type Fulfilment = {
  id: string;
  items: LineQuantity[];
  carrier: string;
  trackingNumber?: string;
  trackingUrl?: string;
  createdAt: string;
  /** The account that handed it over. */
  by: string;
  deliveredAt?: string;
  deliveredBy?: string;
  /** Distinguishes a repeated request from another one with the same idempotency key. */
  requestHash: string;
};

/** The maximum number of parcels of an order. */
export const MAX_FULFILMENTS = 20;

export const FULFILMENT_STATUSES = ['unfulfilled', 'partially_fulfilled', 'fulfilled', 'delivered'] as const;
export type FulfilmentStatus = (typeof FULFILMENT_STATUSES)[number];

/** Whether `one` and `other` are of the same line. Until products have variants, a product's only variant has the product's id. */
export const isSameLine = (
  one: Pick<LineQuantity, 'productId' | 'variantId'>,
  other: Pick<LineQuantity, 'productId' | 'variantId'>,
): boolean =>
  one.productId === other.productId && (one.variantId ?? one.productId) === (other.variantId ?? other.productId);

/** The units of a line in some parcels or returns. */
export const unitsOf = (
  line: Pick<LineQuantity, 'productId' | 'variantId'>,
  groups: readonly { items: LineQuantity[] }[],
): number =>
  groups
    .flatMap(({ items }) => items)
    .filter((item) => isSameLine(item, line))
    .reduce((sum, { quantity }) => sum + quantity, 0);

/** What has not left yet. */
export const unfulfilledItems = ({ items, fulfilments = [] }: Pick<Order, 'items' | 'fulfilments'>): LineQuantity[] =>
  items
    .map((item) => ({ ...lineOf(item), quantity: item.quantity - unitsOf(item, fulfilments) }))
    .filter(({ quantity }) => quantity > 0);

/** What names a line. */
export const lineOf = ({ productId, variantId }: Pick<OrderItem, 'productId' | 'variantId'>) => ({
  productId,
  ...(variantId === undefined ? {} : { variantId }),
});

/** How far the order has left and arrived. */
export const fulfilmentStatusOf = (order: Pick<Order, 'items' | 'fulfilments'>): FulfilmentStatus => {
  const { fulfilments = [] } = order;
  if (fulfilments.length === 0) return 'unfulfilled';
  if (unfulfilledItems(order).length > 0) return 'partially_fulfilled';
  return fulfilments.every(({ deliveredAt }) => deliveredAt !== undefined) ? 'delivered' : 'fulfilled';
};
