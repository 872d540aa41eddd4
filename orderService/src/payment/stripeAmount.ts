import { invalidInput } from '@ecommerce/shared/errors.ts';
import { fractionDigits, toDecimal } from '@ecommerce/shared/money.ts';

/** Currencies for which Stripe uses a different number of fraction digits than ISO 4217. */
const STRIPE_DIGITS: Readonly<Record<string, number>> = { ISK: 2, MGA: 0, UGX: 2 };

/** Returns the step of amounts: Stripe charges three-digit currencies in multiples of ten. */
const stepOf = (currency: string): number => (fractionDigits(currency) === 3 ? 10 : 1);

const factorOf = (currency: string): number =>
  10 ** ((STRIPE_DIGITS[currency] ?? fractionDigits(currency)) - fractionDigits(currency));

/** Returns the step of amounts in minor units of ISO 4217: every charge and refund is a multiple of it. */
export const smallestCharge = (currency: string): number => Math.max(stepOf(currency), 1 / factorOf(currency));

/**
 * Converts minor units of ISO 4217 to the integer that Stripe expects for the currency.
 *
 * @param path the field to name in an error
 * @throws DomainError INVALID_INPUT for an amount that Stripe cannot charge, such as 5.124 KWD
 * @see https://docs.stripe.com/currencies
 */
export const toStripeAmount = (path: string, minorUnits: number, currency: string): number => {
  const amount = minorUnits * factorOf(currency);
  if (Number.isInteger(amount) && amount % stepOf(currency) === 0) return amount;
  const step = smallestCharge(currency);
  throw invalidInput([
    { path, message: `cannot be paid: card payments in ${currency} are multiples of ${toDecimal(step, currency)}` },
  ]);
};

/** Converts Stripe's amount to minor units of ISO 4217. */
export const fromStripeAmount = (amount: number, currency: string): number => amount / factorOf(currency.toUpperCase());
