import * as z from 'zod';
import { invalidInput } from './errors.ts';

/**
 * Currencies whose amounts do not have two fraction digits. `shared/test/money.test.ts` compares them with ISO 4217.
 *
 * @see https://www.iso.org/iso-4217-currency-codes.html
 */
const WITHOUT_FRACTION = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const WITH_THREE_DIGITS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** The number of fraction digits (0, 2 or 3) that ISO 4217 gives a currency, which `shared/serverless/currency.cjs` has checked. */
export const fractionDigits = (currency: string): number => {
  if (WITHOUT_FRACTION.has(currency)) return 0;
  return WITH_THREE_DIGITS.has(currency) ? 3 : 2;
};

/** The highest price accepted, in minor units: a million EUR, a hundred million JPY, a hundred thousand KWD. */
export const MAX_PRICE = 100_000_000;

/** Doubles hold 15 decimal digits; what lies beyond is noise of sums such as `0.1 + 0.2`. */
export const withoutNoise = (decimal: number): number => Number(decimal.toPrecision(15));

/** The most fraction digits of any currency. */
const MOST_DIGITS = 3;

/**
 * An amount of money at the API's edge: a positive decimal. What depends on the currency, its exact digits and limit, is checked by
 * `minorUnitsOf`.
 *
 * @param max in minor units, of a currency without fraction digits
 */
export const amountUpTo = (max: number) =>
  z
    .number()
    .positive()
    .max(max)
    .refine(
      (amount) => [amount, withoutNoise(amount)].includes(Number(amount.toFixed(MOST_DIGITS))),
      `must have at most ${MOST_DIGITS} fraction digits`,
    );

/** A price at the API's edge. */
export const Price = amountUpTo(MAX_PRICE);

/** `49.99` EUR → `4999`, rounded to the nearest minor unit. */
const toMinorUnits = (decimal: number, currency: string): number =>
  Math.round(decimal * 10 ** fractionDigits(currency));

/** `4999` EUR → `49.99`; `4999` JPY → `4999`. */
export const toDecimal = (minorUnits: number, currency: string): number => minorUnits / 10 ** fractionDigits(currency);

/** `4999` EUR → `"49.99 EUR"`, for texts that people read. */
export const formatMoney = (minorUnits: number, currency: string): string =>
  `${toDecimal(minorUnits, currency).toFixed(fractionDigits(currency))} ${currency}`;

/**
 * Converts an amount that a client sent: `49.99` EUR → `4999`. `0.30000000000000004` means `0.30`.
 *
 * @param path the field that the error names
 * @param max the most that is accepted, in minor units
 * @throws DomainError INVALID_INPUT for more fraction digits than the currency has, less than one minor unit, or more than `max`
 */
export const minorUnitsOf = (path: string, decimal: number, currency: string, max = MAX_PRICE): number => {
  const minorUnits = toMinorUnits(decimal, currency);
  const exact = toDecimal(minorUnits, currency);
  const refuse = (message: string) => invalidInput([{ path, message }]);
  if (minorUnits > max) throw refuse(`must be at most ${toDecimal(max, currency)} ${currency}`);
  if (exact !== decimal && exact !== withoutNoise(decimal)) {
    const digits = fractionDigits(currency);
    throw refuse(
      digits === 0
        ? `must be a whole number of ${currency}`
        : `must have at most ${digits} fraction digits in ${currency}`,
    );
  }
  return minorUnits;
};
