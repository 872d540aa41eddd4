import * as z from 'zod';

/** Fraction digits of the shop's currency: prices come and go as decimals with at most this many. */
const FRACTION_DIGITS = 2;
const MINOR_PER_MAJOR = 10 ** FRACTION_DIGITS;

/** The dearest price accepted, in major units: a million, far inside what a JSON number holds exactly. */
export const MAX_PRICE = 1_000_000;

/** Money at the API's edge: a positive decimal with at most 2 fraction digits, up to `max` (at most 7 × 10¹³, where cents blur). */
export const amountUpTo = (max: number) =>
  z
    .number()
    .positive()
    .max(max)
    .refine(
      (amount) => toMinorUnits(amount) / MINOR_PER_MAJOR === amount,
      `must have at most ${FRACTION_DIGITS} fraction digits`,
    );

/** A price at the API's edge. */
export const Price = amountUpTo(MAX_PRICE);

/** `49.99` → `4999`. Exact for every amount of `amountUpTo`. */
export const toMinorUnits = (decimal: number): number => Math.round(decimal * MINOR_PER_MAJOR);

/** `4999` → `49.99`. */
export const toDecimal = (minorUnits: number): number => minorUnits / MINOR_PER_MAJOR;

/** `4999` → `"49.99"`, for texts that people read. */
export const formatMoney = (minorUnits: number, currency: string): string =>
  `${toDecimal(minorUnits).toFixed(FRACTION_DIGITS)} ${currency}`;
