import type { Stock } from '../product/stockStore.ts';

/** The moment in which a variant's units fell to its threshold or below. */
export type Fall = {
  productId: string;
  variantId: string;
  quantity: number;
  lowStockAt: number;
  /** The number of the change in the table's stream. */
  sequence: string;
  /** ISO 8601. */
  at: string;
};

/** Returns whether a variant has a threshold, and no more units than that. */
const isLow = ({ available, lowStockAt }: Partial<Stock>): boolean =>
  available !== undefined && lowStockAt !== undefined && available <= lowStockAt;

/** Returns the fall that a change of a stock row is; `undefined` if it was low before, or is not. A new threshold may make it low too. */
export const fallIn = (
  before: Partial<Stock>,
  after: Partial<Stock>,
  { sequence, at }: Pick<Fall, 'sequence' | 'at'>,
): Fall | undefined => {
  const { variantId, productId = variantId, available = 0, lowStockAt = 0 } = after;
  if (!isLow(after) || isLow(before) || variantId === undefined || productId === undefined) return undefined;
  return { productId, variantId, quantity: available, lowStockAt, sequence, at };
};
