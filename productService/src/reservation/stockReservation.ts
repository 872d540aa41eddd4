import type { ReservationOutcome } from '@ecommerce/shared/productFunctions.ts';
import { movementsOf, type StockMovement } from '../movement/stockMovement.ts';
import type { Stock } from '../product/stockStore.ts';

/** A variant and the quantity that an order needs. The first variant of a product has the product's id, and need not be named. */
export type Line = { productId: string; variantId?: string | undefined; quantity: number };

/** Returns the id of a line's variant. */
export const variantOf = ({ productId, variantId }: Pick<Line, 'productId' | 'variantId'>): string =>
  variantId ?? productId;

/** Returns the keys of the stock that lines take: of each variant, and of each product. */
export const stockKeysOf = (lines: Pick<Line, 'productId' | 'variantId'>[]): string[] => [
  ...new Set(lines.flatMap((line) => [variantOf(line), line.productId])),
];

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
  /** The units that came back, where they are fewer: some variants were gone. */
  releasedItems?: Line[];
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

/** Returns the reservation of an order that takes its stock now. */
export const newReservation = ({ orderId, items }: Omit<StockOrder, 'correlationId'>, now: Date): StockReservation => ({
  ...{ orderId, items, status: 'reserved', createdAt: now.toISOString() },
});

/** Returns the movements of a reservation: the sale, and the release of what came back. */
export const movementsOfReservation = (reservation: StockReservation): StockMovement[] => {
  const { orderId, items, createdAt, releasedAt, releasedItems = items } = reservation;
  return [
    ...movementsOf({ kind: 'sale', id: orderId, orderId, at: createdAt }, items),
    ...(releasedAt === undefined
      ? []
      : movementsOf({ kind: 'release', id: orderId, orderId, at: releasedAt }, releasedItems)),
  ];
};

/** Returns the movements of units that came back from an order. */
export const movementsOfReturn = ({ orderId, returnOf, items, createdAt }: StockReturn): StockMovement[] =>
  movementsOf({ kind: 'return', id: orderId, orderId: returnOf, at: createdAt }, items);

/** Merges lines of the same variant, since a transaction may contain an item only once. */
export const mergeLines = (lines: Line[]): Line[] => {
  const merged = new Map<string, Line>();
  for (const { productId, variantId, quantity } of lines) {
    const key = variantOf({ productId, variantId });
    const isNamed = variantId !== undefined && variantId !== productId;
    const sum = (merged.get(key)?.quantity ?? 0) + quantity;
    merged.set(key, { productId, ...(isNamed ? { variantId } : {}), quantity: sum });
  }
  return [...merged.values()];
};

/** The stock that failed transactions found, by key; `undefined` for a deleted variant or product. */
export type KnownStock = Map<string, Stock | undefined>;

/** Returns whether a line's units cannot be put back: its variant or its product is gone. @param known what a failed transaction found */
export const isGone = (line: Line, known: KnownStock): boolean =>
  known.has(variantOf(line)) || (known.has(line.productId) && known.get(line.productId) === undefined);

/** The most actions of one transaction: a reservation for each order and an update for each row of stock. */
const MAX_ACTIONS = 100;

/**
 * Returns why an order cannot get its stock, whatever other orders take; `undefined` if it may.
 *
 * @param known stock that is not in it counts as available
 */
export const refusalOf = ({ items }: Pick<StockOrder, 'items'>, known: KnownStock): ReservationOutcome | undefined => {
  for (const line of items) {
    if (known.has(line.productId) && known.get(line.productId)?.sellable !== true) return 'productUnavailable';
    const variantId = variantOf(line);
    if (!known.has(variantId)) continue;
    const available = known.get(variantId)?.available;
    if (available === undefined) return 'productUnavailable';
    if (line.quantity > available) return 'insufficientStock';
  }
  return undefined;
};

/**
 * Chooses the orders of the next transaction: as many as fit, first come, first served. An order is skipped if the stock does not suffice
 * after the orders before it.
 */
export const nextOrders = (orders: StockOrder[], known: KnownStock): StockOrder[] => {
  const left = new Map(known);
  const keys = new Set<string>();
  const chosen: StockOrder[] = [];
  for (const order of orders) {
    if (refusalOf(order, left) !== undefined) continue;
    const added = stockKeysOf(order.items).filter((key) => !keys.has(key));
    if (chosen.length + 1 + keys.size + added.length > MAX_ACTIONS) break;
    chosen.push(order);
    for (const key of added) keys.add(key);
    for (const line of order.items) {
      const stock = left.get(variantOf(line));
      if (stock) left.set(variantOf(line), { ...stock, available: (stock.available ?? 0) - line.quantity });
    }
  }
  return chosen;
};
