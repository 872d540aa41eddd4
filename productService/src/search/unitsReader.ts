import { readUnitsOnSale } from '../product/stockStore.ts';

/** Reads the units of products that are on sale; others are missing. */
export type UnitsReader = (ids: readonly string[]) => Promise<Map<string, number>>;

/** For how long the stock that was read answers searches. */
const FRESH_MS = 1000;

/** The most products whose stock is remembered. */
const MOST_REMEMBERED = 20_000;

/** Creates a reader that remembers the stock of products for a while, so that what many find is not read each time. */
export const createUnitsReader = (freshMs = FRESH_MS): UnitsReader => {
  const known = new Map<string, { units: number | undefined; readAt: number }>();
  return async (ids) => {
    const now = Date.now();
    const isFresh = (id: string) => now - (known.get(id)?.readAt ?? Number.NEGATIVE_INFINITY) < freshMs;
    const fresh = ids.filter(isFresh).map((id) => [id, known.get(id)?.units] as const);
    const stale = ids.filter((id) => !isFresh(id));
    const read = stale.length > 0 ? await readUnitsOnSale(stale) : new Map<string, number>();
    if (known.size > MOST_REMEMBERED) known.clear();
    for (const id of stale) known.set(id, { units: read.get(id), readAt: now });
    return new Map([...read, ...fresh.flatMap(([id, units]) => (units === undefined ? [] : [[id, units] as const]))]);
  };
};
