import { invalidInput } from '@ecommerce/shared/errors.ts';
import { fractionDigits, toDecimal } from '@ecommerce/shared/money.ts';

/** Currencies whose amounts Stripe counts with other digits than ISO 4217. */
const STRIPE_DIGITS: Readonly<Record<string, number>> = { ISK: 2, MGA: 0, UGX: 2 };

/** Stripe charges three-digit currencies in steps of ten, and takes no fractions where it has dropped them. */
const stepOf = (currency: string): number => (fractionDigits(currency) === 3 ? 10 : 1);

const factorOf = (currency: string): number =>
  10 ** ((STRIPE_DIGITS[currency] ?? fractionDigits(currency)) - fractionDigits(currency));

/**
 * Converts minor units as ISO 4217 has them to the integer that Stripe expects for the currency.
 *
 * @param path the field that the error names
 * @throws DomainError INVALID_INPUT for an amount that Stripe cannot charge, such as 5.124 KWD
 * @see https://docs.stripe.com/currencies
 */
export const toStripeAmount = (path: string, minorUnits: number, currency: string): number => {
  const amount = minorUnits * factorOf(currency);
  if (Number.isInteger(amount) && amount % stepOf(currency) === 0) return amount;
  const step = Math.max(stepOf(currency), 1 / factorOf(currency));
  throw invalidInput([
    { path, message: `cannot be paid: card payments in ${currency} are multiples of ${toDecimal(step, currency)}` },
  ]);
};

/** Converts an amount that Stripe names to minor units as ISO 4217 has them. */
export const fromStripeAmount = (amount: number, currency: string): number => amount / factorOf(currency.toUpperCase());
