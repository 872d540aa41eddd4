import { invalid } from './api/apiError.ts';
import { optionalInteger, type Params, text } from './api/params.ts';

/**
 * The smallest charges that Stripe accepts, in minor units; currencies that are not listed have no limit here.
 *
 * @see https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const minimum: Readonly<Record<string, number>> = {
  ...{ usd: 50, eur: 50, chf: 50, cad: 50, aud: 50, nzd: 50, sgd: 50, brl: 50, gbp: 30, jpy: 50, pln: 200 },
  ...{ dkk: 250, nok: 300, sek: 300, czk: 1500, huf: 17_500, mxn: 1000, hkd: 400, inr: 50, ron: 200, aed: 200 },
};
const maximum = 99_999_999;

/**
 * Fraction digits of Stripe's amounts, 2 for currencies that are not listed. They are not always those of ISO 4217.
 *
 * @see https://docs.stripe.com/currencies#minor-units
 */
const digits: Readonly<Record<string, number>> = Object.fromEntries([
  ...'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ').map((currency) => [currency, 0]),
  ...'bhd jod kwd omr tnd'.split(' ').map((currency) => [currency, 3]),
]);

const digitsOf = (currency: string): number => digits[currency.toLowerCase()] ?? 2;

/** Formats an amount in minor units as a decimal, e.g. `12.50`. */
export const decimalOf = (amount: number, currency: string): string =>
  (amount / 10 ** digitsOf(currency)).toFixed(digitsOf(currency));

/**
 * Returns the number that an amount must be a multiple of: amounts with three fraction digits end in 0; ISK and UGX have no fractions,
 * but are counted in hundredths.
 */
const stepOf = (currency: string): number => {
  if (digits[currency] === 3) return 10;
  return currency === 'isk' || currency === 'ugx' ? 100 : 1;
};

const currencies = () => Intl.supportedValuesOf('currency').map((code) => code.toLowerCase());

/** Formats an amount in minor units for people, e.g. `€12.50`. */
export const readable = (amount: number, currency: string): string => {
  const fractionDigits = digitsOf(currency);
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  }).format(amount / 10 ** fractionDigits);
};

/** @throws {ApiError} unless the parameter is a currency code, which is returned in lower case */
export const currencyOf = (params: Params): string => {
  const given = text(params, 'currency');
  const currency = given.toLowerCase();
  const known = currencies();
  if (known.includes(currency)) return currency;
  throw invalid(`Invalid currency: ${given}. Stripe currently supports these currencies: ${known.join(', ')}`, {
    param: 'currency',
  });
};

/** @throws {ApiError} when the amount is too small or too large to be charged, or has a fraction that cards cannot be charged */
export const checkedAmount = (params: Params, currency: string): number => {
  const amount = optionalInteger(params, 'amount') ?? 0;
  const least = minimum[currency] ?? 1;
  if (amount < least)
    throw invalid(`Amount must be at least ${readable(least, currency)} ${currency}`, {
      code: 'amount_too_small',
      param: 'amount',
    });
  const step = stepOf(currency);
  if (amount % step !== 0)
    throw invalid(`Invalid amount. Amounts in ${currency} must be evenly divisible by ${step}.`, {
      code: 'invalid_charge_amount_no_decimal_compatible',
      param: 'amount',
    });
  if (amount <= maximum) return amount;
  throw invalid(`Amount must be no more than ${readable(maximum, currency)} ${currency}`, {
    code: 'amount_too_large',
    param: 'amount',
  });
};
