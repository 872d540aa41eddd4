import type { Variant, VariantPatch } from './variant.ts';

type Scheduled = NonNullable<Variant['scheduledPrice']>;
type Change = VariantPatch['scheduledPrice'];

const MINUTE_MS = 60_000;

/** Returns a time as an input for local times shows it, to the minute; empty for none. */
export const localTime = (iso: string | undefined): string => {
  if (iso === undefined) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
};

/** Returns a local time of an input in UTC; the earlier one, with its seconds, if it shows that. */
const timeIn = (local: string | undefined, before: string | undefined): string | undefined => {
  if (!local) return undefined;
  return local === localTime(before) ? before : new Date(local).toISOString();
};

/**
 * Returns the scheduled price of a form: `null` to remove the one that there is, `undefined` if nothing is to be done. What is missing from
 * it stays absent, so that the API names it.
 */
export const scheduledPriceIn = (
  { price, from, to }: Record<string, string>,
  before: Scheduled | undefined,
): Change | undefined => {
  if (!price && !from && !to) return before ? null : undefined;
  const scheduled = {
    price: price ? Number(price) : undefined,
    from: timeIn(from, before?.from),
    to: timeIn(to, before?.to),
  };
  const isSame =
    before && before.price === scheduled.price && before.from === scheduled.from && before.to === scheduled.to;
  return isSame ? undefined : (scheduled as Scheduled);
};
