import { DomainError } from '@ecommerce/shared/errors.ts';
import * as z from 'zod';

/** The most fraction digits of a percentage: Québec's sales tax is 9.975 %. */
export const PERCENT_DIGITS = 4;

/** An id that the shop gives to a zone, a method or a category. */
export const settingsId = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ -');

/** A percentage up to 100 with at most `PERCENT_DIGITS` fraction digits. */
export const percentage = ({ min }: { min: 0 } | { min: 'positive' }) =>
  (min === 0 ? z.number().min(0) : z.number().positive())
    .max(100)
    .refine((percent) => Number(percent.toFixed(PERCENT_DIGITS)) === percent, {
      message: `must have at most ${PERCENT_DIGITS} fraction digits`,
    });

/** The `version` of the `GET` that a change is based on. */
export const version = z
  .int()
  .min(0)
  .meta({
    description: 'The `version` of the settings that you read: refused if somebody else has changed them since.',
  })
  .optional();

/**
 * Makes sure that a change is based on the current version, if it names one.
 *
 * @throws DomainError SETTINGS_CHANGED (with the current `version`)
 */
export const requireVersion = (current: number, seen: number | undefined): void => {
  if (seen === undefined || seen === current) return;
  throw new DomainError('SETTINGS_CHANGED', 'Somebody else has changed this since: read it again.', {
    version: current,
  });
};

/** Adds an issue for each entry of a list whose key an earlier one has. */
export const uniqueBy = <Entry>(
  context: z.RefinementCtx,
  list: string,
  entries: Entry[],
  keyOf: (entry: Entry) => string,
  field: string,
  { message = 'is used twice' }: { message?: string } = {},
): void => {
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    if (seen.has(keyOf(entry))) context.addIssue({ code: 'custom', path: [list, index, field], message });
    seen.add(keyOf(entry));
  }
};
