/** Codes that Intl has names for, but that are no countries: groups, tests, and parts of others. */
const NO_COUNTRIES: readonly string[] = 'AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' ');
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Whether a code is one of today: Intl replaces those of former countries, such as `DD`. */
const isCurrent = (code: string): boolean => new Intl.Locale(`und-${code}`).region === code;

/** Returns the countries of ISO 3166-1 with their names, in alphabetical order. */
export const countriesIn = (locale: string): { id: string; name: string }[] => {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
  return LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
    .filter((code) => isCurrent(code) && !NO_COUNTRIES.includes(code))
    .flatMap((id) => {
      const name = names.of(id);
      return name === undefined ? [] : [{ id, name }];
    })
    .sort((left, right) => left.name.localeCompare(right.name, locale));
};
