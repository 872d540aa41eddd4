import { invalid } from './apiError.ts';
import { optionalInteger, type Params, text } from './params.ts';

/**
 * Stripe takes no smaller charge, in minor units; currencies that are not named have no limit here.
 *
 * @see https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const minimum: Readonly<Record<string, number>> = {
  ...{ usd: 50, eur: 50, chf: 50, cad: 50, aud: 50, nzd: 50, sgd: 50, brl: 50, gbp: 30, jpy: 50, pln: 200 },
  ...{ dkk: 250, nok: 300, sek: 300, czk: 1500, huf: 17_500, mxn: 1000, hkd: 400, inr: 50, ron: 200, aed: 200 },
};
const maximum = 99_999_999;

const currencies = () => Intl.supportedValuesOf('currency').map((code) => code.toLowerCase());

/** Amount in minor units as a person reads it, e.g. `€12.50`. */
export function readable(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** @throws {ApiError} unless it is a currency's code, which is answered in lower case */
export function currencyOf(params: Params): string {
  const given = text(params, 'currency');
  const currency = given.toLowerCase();
  const known = currencies();
  if (known.includes(currency)) return currency;
  throw invalid(`Invalid currency: ${given}. Stripe currently supports these currencies: ${known.join(', ')}`, {
    param: 'currency',
  });
}

/** @throws {ApiError} when the amount is too small or too large to be charged */
export function checkedAmount(params: Params, currency: string): number {
  const amount = optionalInteger(params, 'amount') ?? 0;
  const least = minimum[currency] ?? 1;
  if (amount < least)
    throw invalid(`Amount must be at least ${readable(least, currency)} ${currency}`, {
      code: 'amount_too_small',
      param: 'amount',
    });
  if (amount <= maximum) return amount;
  throw invalid(`Amount must be no more than ${readable(maximum, currency)} ${currency}`, {
    code: 'amount_too_large',
    param: 'amount',
  });
}
