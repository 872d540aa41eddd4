import type { Prices } from './lowestPrice.ts';

/** A price that a variant has for some time. Minor units; times are ISO 8601 in UTC. */
export type ScheduledPrice = {
  unitPrice: number;
  from: string;
  to: string;
  /** While the price is in force: the prices that the variant returns to. */
  regular?: Pick<Prices, 'unitPrice' | 'compareAtPrice'>;
};

type Scheduled = Prices & { scheduledPrice?: ScheduledPrice | undefined };

/** Returns a variant at a time: with its scheduled price once that begins, and with its regular price again once it ends. */
export const pricedAt = <V extends Scheduled>(variant: V, now: Date): V => {
  const { scheduledPrice } = variant;
  if (!scheduledPrice) return variant;
  if (Date.parse(scheduledPrice.to) <= now.getTime()) return withoutSchedule(variant);
  if (scheduledPrice.regular || now.getTime() < Date.parse(scheduledPrice.from)) return variant;
  const { unitPrice, compareAtPrice } = variant;
  const former = scheduledPrice.unitPrice < unitPrice ? unitPrice : (compareAtPrice ?? 0);
  return {
    ...variant,
    unitPrice: scheduledPrice.unitPrice,
    compareAtPrice: former > scheduledPrice.unitPrice ? former : undefined,
    scheduledPrice: { ...scheduledPrice, regular: { unitPrice, compareAtPrice } },
  };
};

/** Returns a variant without its scheduled price: with its regular price, if the scheduled one is in force. */
export const withoutSchedule = <V extends Scheduled>(variant: V): V => {
  const { unitPrice, compareAtPrice } = variant.scheduledPrice?.regular ?? variant;
  return { ...variant, unitPrice, compareAtPrice, scheduledPrice: undefined };
};

/** Returns a variant as a change of its own prices finds it: such a change ends a scheduled price that is in force. */
export const withOwnPrice = <V extends Scheduled>(variant: V): V =>
  variant.scheduledPrice?.regular ? withoutSchedule(variant) : variant;

/** Returns when a scheduled price of a product's variants begins or ends next; `undefined` if none does. */
export const nextPriceChange = (variants: Pick<Scheduled, 'scheduledPrice'>[]): string | undefined =>
  variants
    .flatMap(({ scheduledPrice }) => scheduledPrice ?? [])
    .map(({ from, to, regular }) => (regular ? to : from))
    .sort()[0];
