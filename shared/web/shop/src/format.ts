import { formatLocale, language } from './preferences.ts';
import { useStore } from './store.ts';

/** Returns functions that write amounts and times as the person does. */
export const useFormat = () => {
  const locale = formatLocale(useStore(language));
  return {
    money: (amount: number, currency: string) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount),
    date: (iso: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(iso)),
    dateTime: (iso: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso)),
    country: (code: string) => new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code,
    number: (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value),
    percent: (percent: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(percent),
  };
};
