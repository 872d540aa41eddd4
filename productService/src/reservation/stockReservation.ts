import type { ReservationOutcome } from '@ecommerce/shared/productFunctions.ts';
import type { Stock } from '../product/stockStore.ts';

/** A product and the quantity that an order needs. */
export type Line = { productId: string; quantity: number };

/** An order that needs stock. */
export type StockOrder = { orderId: string; correlationId: string; items: Line[] };

/**
 * The units that an order has taken from the stock. `released` without items: released before it was ever reserved, so it never will be.
 */
export type StockReservation = {
  orderId: string;
  items: Line[];
  status: 'reserved' | 'released';
  /** ISO 8601. */
  createdAt: string;
  releasedAt?: string;
};

/** The units that came back from an order; kept beside the reservations. */
export type StockReturn = {
  /** The return's id. */
  orderId: string;
  /** The order that the units came back from. */
  returnOf: string;
  items: Line[];
  status: 'returned';
  /** ISO 8601. */
  createdAt: string;
};

/** Every attempt conflicted with other writes to the stock. Nothing was changed: try again. */
export class StockBusy extends Error {
  override readonly name = 'StockBusy';
}

/** Merges lines of the same product, since a transaction may contain an item only once. */
export const mergeLines = (lines: Line[]): Line[] => {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of lines) quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
};

/** The stock that failed transactions found; `undefined` for a deleted product. */
export type KnownStock = Map<string, Stock | undefined>;

/** The most actions of one transaction: a reservation for each order and a decrement for each product. */
const MAX_ACTIONS = 100;

/**
 * Returns why an order cannot get its stock, whatever other orders take; `undefined` if it may.
 *
 * @param known products that are not in it count as available
 */
export const refusalOf = ({ items }: Pick<StockOrder, 'items'>, known: KnownStock): ReservationOutcome | undefined => {
  for (const { productId, quantity } of items) {
    if (!known.has(productId)) continue;
    const stock = known.get(productId);
    if (stock?.sellable !== true) return 'productUnavailable';
    if (quantity > stock.available) return 'insufficientStock';
  }
  return undefined;
};

/**
 * Chooses the orders of the next transaction: as many as fit, first come, first served. An order is skipped if the stock does not suffice
 * after the orders before it.
 */
export const nextOrders = (orders: StockOrder[], known: KnownStock): StockOrder[] => {
  const left = new Map(known);
  const products = new Set<string>();
  const chosen: StockOrder[] = [];
  for (const order of orders) {
    if (refusalOf(order, left) !== undefined) continue;
    const added = order.items.filter(({ productId }) => !products.has(productId));
    if (chosen.length + 1 + products.size + added.length > MAX_ACTIONS) break;
    chosen.push(order);
    for (const { productId, quantity } of order.items) {
      products.add(productId);
      const stock = left.get(productId);
      if (stock) left.set(productId, { ...stock, available: stock.available - quantity });
    }
  }
  return chosen;
};
