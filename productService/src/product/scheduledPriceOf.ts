import { invalidInput } from '@ecommerce/shared/errors.ts';
import { minorUnitsOf } from '@ecommerce/shared/money.ts';
import type { ScheduledPrice } from '../price/scheduledPrice.ts';
import type { VariantPatch } from './variantRequests.ts';

const MINUTE_MS = 60_000;

/** How long ago a scheduled price may have begun when it is asked for: clocks differ, and requests take their time. */
const LATE_MS = 5 * MINUTE_MS;

/** How far ahead a scheduled price may end. */
const AHEAD_MS = 2 * 366 * 24 * 60 * MINUTE_MS;

/**
 * Returns the scheduled price that a body asks for: `before`, if that is the same.
 *
 * @throws DomainError INVALID_INPUT for one that has begun or ended, ends in more than two years, or has too many digits for its currency
 */
export const scheduledPriceOf = (
  { price, from, to }: NonNullable<VariantPatch['scheduledPrice']>,
  before: ScheduledPrice | undefined,
  currency: string,
  now: Date,
): ScheduledPrice => {
  const unitPrice = minorUnitsOf('scheduledPrice.price', price, currency);
  const asked = { unitPrice, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const isSame = before?.unitPrice === unitPrice && before.from === asked.from && before.to === asked.to;
  if (isSame) return before;
  const ahead = (time: string) => Date.parse(time) - now.getTime();
  if (ahead(asked.from) < -LATE_MS) throw refused('from', 'must not be in the past');
  if (ahead(asked.to) <= 0) throw refused('to', 'must be in the future');
  if (ahead(asked.to) > AHEAD_MS) throw refused('to', 'must be within two years');
  return asked;
};

const refused = (field: string, message: string) => invalidInput([{ path: `scheduledPrice.${field}`, message }]);
