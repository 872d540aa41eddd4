import { PERCENT_DIGITS } from '../settings/settingsFields.ts';

/** 100 % in the unit of `percentUnits`: a ten-thousandth of a percent. */
export const WHOLE = 1_000_000n;

/** A percentage of up to four fraction digits as an integer, of which `WHOLE` are 100 %: binary fractions hold neither 7.7 nor 0.1. */
export const percentUnits = (percent: number): bigint => BigInt(Math.round(percent * 10 ** PERCENT_DIGITS));

/** Divides integers that are not negative, rounding half up. */
export const divideHalfUp = (dividend: bigint, divisor: bigint): bigint => (2n * dividend + divisor) / (2n * divisor);

/** A percentage of an amount in minor units, rounded half up. */
export const percentOf = (percent: number, amount: number): number =>
  Number(divideHalfUp(percentUnits(percent) * BigInt(amount), WHOLE));

/** The sum of some numbers. */
export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/**
 * Splits an amount in proportion to weights, by the largest remainder: the parts are integers and add up to the amount exactly, and each
 * differs from its exact share by less than one. Of equal remainders the earlier goes first.
 *
 * @param amount an integer that is not negative; 0 if all weights are
 * @param weights integers that are not negative
 * @returns the parts in the order of the weights; none exceeds its weight if the amount does not exceed their sum
 */
export const splitAmount = (amount: number, weights: readonly (number | bigint)[]): number[] => {
  const exact = weights.map(BigInt);
  const whole = exact.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) return weights.map(() => 0);
  const shares = exact.map((weight, index) => {
    const product = BigInt(amount) * weight;
    return { index, part: product / whole, remainder: product % whole };
  });
  const missing = BigInt(amount) - shares.reduce((sum, { part }) => sum + part, 0n);
  const byRemainder = shares.toSorted(
    (one, other) => Number(other.remainder > one.remainder) - Number(other.remainder < one.remainder),
  );
  const rounded = new Set(byRemainder.slice(0, Number(missing)).map(({ index }) => index));
  return shares.map(({ index, part }) => Number(part) + (rounded.has(index) ? 1 : 0));
};
