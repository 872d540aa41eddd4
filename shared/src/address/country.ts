import { COUNTRIES } from './countries.ts';

/** Returns whether a text is a country code of ISO 3166-1 alpha-2, in capitals. */
export const isCountry = (code: string): boolean => Object.hasOwn(COUNTRIES, code);
