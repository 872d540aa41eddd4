import { sum } from './sum.ts';

type Stocked = { variantId: string; available?: number };
/** A row of `StockMovements`, as far as this looks at it. */
export type Movement = { variantId: string; delta: number };

/** The movements of each variant add up to its units. */
export const movementProblems = (stock: Stocked[], movements: Movement[]): string[] => {
  const ofVariants = Map.groupBy(movements, ({ variantId }) => variantId);
  return stock.flatMap(({ variantId, available = 0 }) => {
    const total = sum((ofVariants.get(variantId) ?? []).map(({ delta }) => delta));
    return total === available ? [] : [`variant ${variantId}: ${available} units, its movements come to ${total}`];
  });
};
