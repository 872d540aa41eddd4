/** An order's row, as far as limited discounts depend on it. */
export type DiscountedRow = {
  orderId: string;
  status: string;
  /** The counters that count the order. */
  discountUses?: string[];
  price?: { discounts: { discountId?: string; amount: number }[] };
};

/** A discount, and the name of its counters. */
export type DiscountRow = { id: string; code?: string; usesId: string; maxUses?: number; maxUsesPerCustomer?: number };

/** A counter: `usesId`, or `usesId#customer`. */
export type DiscountUsesRow = { id: string; uses: number };

/**
 * Each counter of a limited discount has the number of orders that stand, never more than its limit; orders that have ended have given
 * their uses back.
 *
 * @param discounts those that only these orders used
 */
export const discountUseProblems = (
  orders: DiscountedRow[],
  discounts: DiscountRow[],
  counters: DiscountUsesRow[],
): string[] => {
  const counted = Map.groupBy(
    orders.flatMap(({ discountUses = [] }) => discountUses),
    (counter) => counter,
  );
  const stored = new Map(counters.map(({ id, uses }) => [id, uses]));
  const ids = new Set([...counted.keys(), ...stored.keys()]);
  return [
    ...discounts.flatMap(({ id, code = id, usesId, maxUses = Infinity, maxUsesPerCustomer = Infinity }) =>
      [...ids].flatMap((counter) => {
        if (counter !== usesId && !counter.startsWith(`${usesId}#`)) return [];
        const [uses, standing] = [stored.get(counter) ?? 0, counted.get(counter)?.length ?? 0];
        const most = counter === usesId ? maxUses : maxUsesPerCustomer;
        return uses === standing && uses <= most
          ? []
          : [`the discount ${code} counts ${uses} uses of at most ${most}, and ${standing} orders stand`];
      }),
    ),
    ...orders.flatMap((order) => lostUses(order, discounts)),
  ];
};

const lostUses = ({ orderId, status, discountUses = [], price }: DiscountedRow, discounts: DiscountRow[]): string[] => {
  const hasEnded = ['rejected', 'cancelled'].includes(status);
  const used = new Set(price?.discounts.map(({ discountId }) => discountId));
  const due = discounts.filter(({ id, maxUses }) => maxUses !== undefined && used.has(id)).map(({ usesId }) => usesId);
  const isRight = hasEnded ? discountUses.length === 0 : due.every((counter) => discountUses.includes(counter));
  return isRight ? [] : [`order ${orderId} is ${status} and counts as ${discountUses.length} uses of discounts`];
};
