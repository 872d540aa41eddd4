import * as all from './all.ts';
import type { Texts } from './texts.ts';

/** The texts of each language, by its tag in lower case. */
const LANGUAGES = new Map<string, Texts>(Object.values(all).map((texts) => [texts.language.toLowerCase(), texts]));

const DEFAULT = all.en;

/** The tags of all languages. */
export const languageTags: readonly string[] = [...LANGUAGES.values()].map(({ language }) => language);

/** Returns the texts of a language (BCP 47), also for a region of it: `de-AT` is German. English without one, or for an unknown one. */
export const textsIn = (locale: string | undefined): Texts => firstKnown(locale) ?? DEFAULT;

/**
 * Chooses a customer's language.
 *
 * @param wishes the most binding first, each a tag or the value of an `Accept-Language` header; those that name no known language do not count
 * @returns its tag; `undefined` for the default, which need not be stored
 */
export const chooseLanguage = (...wishes: (string | undefined)[]): string | undefined => {
  const [chosen = DEFAULT] = wishes.flatMap((wish) => firstKnown(wish) ?? []);
  return chosen === DEFAULT ? undefined : chosen.language;
};

/** Returns the tag of the known language that an `Accept-Language` header prefers, also of the default; `undefined` if it names none. */
export const preferredLanguage = (header: string | undefined): string | undefined => firstKnown(header)?.language;

/** Returns the known language that a header prefers, by its quality values. */
const firstKnown = (header: string | undefined): Texts | undefined => {
  const ranges = (header ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { tag, quality: quality === undefined ? 1 : Number(quality) };
  });
  const preferred = ranges.filter(({ quality }) => quality > 0).sort((one, other) => other.quality - one.quality);
  return preferred.map(({ tag }) => lookUp(tag)).find((texts) => texts !== undefined);
};

/** Shortens a tag until it is known. @see https://www.rfc-editor.org/rfc/rfc4647#section-3.4 */
const lookUp = (tag: string): Texts | undefined => {
  const known = LANGUAGES.get(tag);
  const end = tag.lastIndexOf('-');
  return known ?? (end > 0 ? lookUp(tag.slice(0, end)) : undefined);
};
