import * as z from 'zod';
import { invalidInput } from './errors.ts';

/**
 * Currencies whose amounts do not have two fraction digits. `shared/test/money.test.ts` compares them with ISO 4217.
 *
 * @see https://www.iso.org/iso-4217-currency-codes.html
 */
const WITHOUT_FRACTION = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const WITH_THREE_DIGITS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** Returns a currency's number of fraction digits in ISO 4217: 0, 2 or 3. `shared/serverless/currency.cjs` has checked the currency. */
export const fractionDigits = (currency: string): number => {
  if (WITHOUT_FRACTION.has(currency)) return 0;
  return WITH_THREE_DIGITS.has(currency) ? 3 : 2;
};

/** The highest price, in minor units: one million EUR, a hundred million JPY, a hundred thousand KWD. */
export const MAX_PRICE = 100_000_000;

/** Rounds to the 15 significant digits that a double represents exactly, which removes the error of sums such as `0.1 + 0.2`. */
export const withoutNoise = (decimal: number): number => Number(decimal.toPrecision(15));

/** The most fraction digits of any currency. */
const MOST_DIGITS = 3;

const decimalUpTo = (number: z.ZodNumber, max: number) =>
  number
    .max(max)
    .refine(
      (amount) => [amount, withoutNoise(amount)].includes(Number(amount.toFixed(MOST_DIGITS))),
      `must have at most ${MOST_DIGITS} fraction digits`,
    );

/**
 * Creates the schema of an amount in a request: a positive decimal. `minorUnitsOf` checks what depends on the currency: fraction digits
 * and limit.
 *
 * @param max in minor units, for a currency without fraction digits
 */
export const amountUpTo = (max: number) => decimalUpTo(z.number().positive(), max);

/** The same, where nothing is an amount, too. */
export const amountFromZeroUpTo = (max: number) => decimalUpTo(z.number().nonnegative(), max);

/** A price in a request. */
export const Price = amountUpTo(MAX_PRICE);

/** Converts `49.99` EUR to `4999`, rounded to the nearest minor unit. */
const toMinorUnits = (decimal: number, currency: string): number =>
  Math.round(decimal * 10 ** fractionDigits(currency));

/** Converts `4999` EUR to `49.99`, and `4999` JPY to `4999`. */
export const toDecimal = (minorUnits: number, currency: string): number => minorUnits / 10 ** fractionDigits(currency);

/** Formats `4999` EUR as `"49.99 EUR"`, for people to read. */
export const formatMoney = (minorUnits: number, currency: string): string =>
  `${toDecimal(minorUnits, currency).toFixed(fractionDigits(currency))} ${currency}`;

/**
 * Converts a client's amount to minor units: `49.99` EUR to `4999`. `0.30000000000000004` means `0.30`.
 *
 * @param path the field to name in an error
 * @param max the highest amount accepted, in minor units
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
