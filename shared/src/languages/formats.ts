import { fractionDigits, toDecimal } from '../money.ts';

/** Returns the formatter of money of a locale: `49,99 €`. */
export const moneyIn =
  (locale: string) =>
  (minorUnits: number, currency: string): string => {
    const digits = fractionDigits(currency);
    const options = {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    } as const;
    return new Intl.NumberFormat(locale, options).format(toDecimal(minorUnits, currency));
  };

/** Returns the formatter of times of a locale: `2 January 2026 at 03:04 UTC`. */
export const timeIn =
  (locale: string) =>
  (time: string): string =>
    `${new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(time))} UTC`;

/** Returns the formatter of the dates of times of a locale: `2 January 2026`. */
export const dateIn =
  (locale: string) =>
  (time: string): string =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(time));

/** Returns the formatter of percentages of a locale: `7.5%`. */
export const percentIn =
  (locale: string) =>
  (percent: number): string =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 }).format(percent / 100);

/** Returns the function that picks the form of a word by a number. */
export const pluralIn =
  (locale: string) =>
  (count: number, forms: { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>): string =>
    forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
