import type { ReservationRefusalName } from '@ecommerce/shared/productFunctions.ts';

/** Units of one product that an order takes. */
export type Line = { productId: string; quantity: number };

/** What an order holds of the stock. `released` with no items: released before it was ever reserved, and never to be reserved. */
export type StockReservation = {
  orderId: string;
  items: Line[];
  status: 'reserved' | 'released';
  /** ISO 8601. */
  createdAt: string;
  releasedAt?: string;
};

/** Refusal of a reservation; the workflow's Catch finds it by its name. */
export class ReservationRefused extends Error {
  constructor(name: ReservationRefusalName, message: string) {
    super(message);
    this.name = name;
  }
}

/** Other orders kept the stock busy for too long. Nothing was changed: trying again is right. */
export class StockBusy extends Error {
  override readonly name = 'StockBusy';
}

/** One line for each product: lines of the same product are added up, since a transaction may name an item only once. */
export const mergeLines = (lines: Line[]): Line[] => {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of lines) quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
};

/** Why a line cannot be taken, from the product's row as the transaction found it. */
export const lineRefusal = (
  { productId, quantity }: Line,
  product: { status?: unknown; quantity?: unknown } | undefined,
): ReservationRefused =>
  product?.status === 'approved'
    ? new ReservationRefused(
        'InsufficientStock',
        `Product ${productId} has ${product.quantity} in stock, ${quantity} wanted.`,
      )
    : new ReservationRefused('ProductUnavailable', `Product ${productId} is not on sale.`);
