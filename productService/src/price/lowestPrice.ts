/** A price that a variant had, and until when (ISO 8601). */
export type PriorPrice = { unitPrice: number; until: string };

/** What a variant's row says about its prices. Minor units. */
export type Prices = {
  unitPrice: number;
  /** The price before a reduction. */
  compareAtPrice?: number | undefined;
  /** Earlier prices that a reduction may have to name, the oldest first, each below all that came after it. */
  priorPrices?: PriorPrice[] | undefined;
  /** Of a reduced price: the lowest of the 30 days before its reduction. */
  lowestPrice30Days?: number | undefined;
};

const HOUR_MS = 3600_000;

/** 30 days of 24 hours, and the one by which they are longer in time zones whose clocks went back in between. */
export const PERIOD_MS = (30 * 24 + 1) * HOUR_MS;

/** The most earlier prices that a row keeps. */
export const MAX_PRIOR_PRICES = 30;

/**
 * Returns the prices of a variant after a change. With each announcement of a reduction, that is a change of a price or of its former price
 * where there is one, the lowest price of the 30 days before is computed anew.
 *
 * @param offered whether customers could buy it at the price before
 */
export const changedPrices = (
  before: Prices,
  after: Prices,
  { offered, now }: { offered: boolean; now: Date },
): Prices => {
  const isSame = before.unitPrice === after.unitPrice && before.compareAtPrice === after.compareAtPrice;
  if (isSame) return { ...pricesOf(after), ...historyOf(before) };
  const earlier = before.priorPrices ?? [];
  const at = latest(now.toISOString(), earlier.at(-1)?.until); // clocks of two machines may differ
  const known = offered ? [...earlier, { unitPrice: before.unitPrice, until: at }] : earlier;
  const prior = known.filter(({ until }) => Date.parse(until) > Date.parse(at) - PERIOD_MS);
  const lowest = prior.length > 0 ? Math.min(...prior.map(({ unitPrice }) => unitPrice)) : after.unitPrice;
  return {
    ...pricesOf(after),
    ...history(pruned(prior, after.unitPrice), after.compareAtPrice === undefined ? undefined : lowest),
  };
};

const pricesOf = ({ unitPrice, compareAtPrice }: Prices): Prices => ({
  unitPrice,
  ...(compareAtPrice === undefined ? {} : { compareAtPrice }),
});

const historyOf = ({ priorPrices = [], lowestPrice30Days }: Prices) => history(priorPrices, lowestPrice30Days);

const history = (priorPrices: PriorPrice[], lowestPrice30Days: number | undefined) => ({
  ...(priorPrices.length > 0 ? { priorPrices } : {}),
  ...(lowestPrice30Days === undefined ? {} : { lowestPrice30Days }),
});

const latest = (one: string, other: string | undefined): string => (other !== undefined && other > one ? other : one);

/**
 * Returns the prices that a later reduction may have to name: those below all prices after them. The others end earlier than a lower or
 * equal one, so whenever they are in the 30 days, that one is.
 */
const pruned = (prior: PriorPrice[], unitPrice: number): PriorPrice[] => {
  const kept: PriorPrice[] = [];
  for (const price of prior.toReversed()) {
    if (price.unitPrice < (kept.at(-1)?.unitPrice ?? unitPrice)) kept.push(price);
  }
  return bounded(kept.toReversed());
};

/** Combines the two prices that ended closest together, while there are too many: the lower one then counts as long as the higher. */
const bounded = (prior: PriorPrice[]): PriorPrice[] => {
  if (prior.length <= MAX_PRIOR_PRICES) return prior;
  const gaps = prior.slice(1).map(({ until }, index) => Date.parse(until) - Date.parse(prior[index]?.until ?? ''));
  const index = gaps.indexOf(Math.min(...gaps));
  const [lower, higher] = prior.slice(index, index + 2);
  if (!lower || !higher) return prior;
  return bounded(prior.toSpliced(index, 2, { unitPrice: lower.unitPrice, until: higher.until }));
};
