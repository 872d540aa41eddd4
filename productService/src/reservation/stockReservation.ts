import type { ReservationOutcome } from '@ecommerce/shared/productFunctions.ts';
import type { Stock } from '../product/stockStore.ts';

/** Units of one product that an order takes. */
export type Line = { productId: string; quantity: number };

/** An order that wants stock. */
export type StockOrder = { orderId: string; correlationId: string; items: Line[] };

/** What an order holds of the stock: its sale's movement. `released` with no items: released before it was ever reserved, and never to be reserved. */
export type StockReservation = {
  orderId: string;
  items: Line[];
  status: 'reserved' | 'released';
  /** ISO 8601. */
  createdAt: string;
  releasedAt?: string;
};

/** Others kept the stock busy for too long. Nothing was changed: trying again is right. */
export class StockBusy extends Error {
  override readonly name = 'StockBusy';
}

/** One line for each product: lines of the same product are added up, since a transaction may name an item only once. */
export const mergeLines = (lines: Line[]): Line[] => {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of lines) quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
};

/** Stock as refused transactions found it; `undefined` for a product that is gone. */
export type KnownStock = Map<string, Stock | undefined>;

/** As many actions as one transaction takes: a reservation for each order and a decrement for each product. */
const MAX_ACTIONS = 100;

/**
 * Why an order cannot have its stock, whatever other orders take; `undefined` where it may.
 *
 * @param known what is not in it is taken to be there
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
 * The orders that the next transaction serves: as many as fit into it, first come first served. An order that the stock does not
 * suffice for after those before it is passed over.
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
