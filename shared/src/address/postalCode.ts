import { COUNTRIES } from './countries.ts';

/** What a postal code may hold where the country has none: people write what their forms ask for. */
const ANY_CODE = /^[A-Z0-9][A-Z0-9 -]{0,15}$/;

/**
 * A postal code as the country's post writes it: in upper case, with the country's separators and without the country's sign
 * (`sw1a1aa` → `SW1A 1AA`, `D-10117` → `10117`, `〒１０００００１` → `100-0001`).
 *
 * @param country ISO 3166-1 alpha-2
 * @returns `undefined` where the country has no such postal code
 */
export const normalPostalCode = (country: string, text: string): string | undefined => {
  const { postalCode, example = '' } = COUNTRIES[country] ?? {};
  const given = latinDigits(text.normalize('NFKC')).toUpperCase().replace(/〒/g, '').trim();
  if (postalCode === undefined) return ANY_CODE.test(given) ? given : undefined;
  const form = new RegExp(`^(?:${postalCode})$`);
  const sign = new RegExp(`^(?:${country}[ -]?|[A-Z]{1,3}-)(?=\\d)`); // CH-3003, D-10117
  const needed = /^[A-Z]{2,3}[ -]?(?=\d)/.exec(example)?.[0] ?? ''; // LV-1010: the sign is a part of the code
  return [given, needed + given, given.replace(sign, '')]
    .flatMap((code) => spellings(code, example))
    .find((code) => form.test(code));
};

/** A code with the separator of the example at each place, then without, then with the other separator. */
const spellings = (code: string, example: string): string[] => {
  const bare = code.replace(/[^A-Z0-9]/g, '');
  const separator = /[ -]/.exec(example)?.[0];
  const separators = separator === '-' ? ['-', '', ' '] : [separator ?? '', '', ' ', '-'];
  if (bare.length > 16 || code.length > 32 || /[^A-Z0-9\p{Z}\p{Pd}.]/u.test(code)) return [];
  return separators.flatMap((mark) =>
    mark === '' ? [bare] : [...bare].map((_, index) => `${bare.slice(0, index)}${mark}${bare.slice(index)}`),
  );
};

/** Text with the decimal digits of any script as 0 to 9. */
export const latinDigits = (text: string): string =>
  text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = [code & ~15, (code & ~15) + 6].find((start) => code - start < 10 && isDigit(start) && code >= start);
    return zero === undefined ? digit : String(code - zero);
  });

/** Unicode's sets of ten digits begin at a multiple of 16 or 6 above one. */
const isDigit = (code: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(code));
