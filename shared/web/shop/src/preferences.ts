import { createKept } from './storage.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const isOneOf = <Value extends string>(values: readonly Value[], value: unknown): value is Value =>
  values.some((known) => known === value);

const preferredLanguage = (): Language =>
  navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => isOneOf(LANGUAGES, tag)) ?? 'en';

/** The language of the pages: the person's choice, else the browser's. */
export const language = createKept<Language>('shop.language', (stored) =>
  isOneOf(LANGUAGES, stored) ? stored : preferredLanguage(),
);

/** Light or dark: the person's choice, else the system's. */
export const theme = createKept<Theme>('shop.theme', (stored) => (isOneOf(THEMES, stored) ? stored : 'system'));

/** Applies both to the page, now and whenever they change. */
export const followPreferences = (): void => {
  const apply = () => {
    document.documentElement.lang = language.get();
    document.documentElement.dataset.theme = theme.get();
  };
  for (const store of [language, theme]) store.subscribe(apply);
  apply();
};

/** The tag for formats: the browser's variant of the language, such as `de-AT`, if there is one. */
export const formatLocale = (chosen: Language): string =>
  navigator.languages.find((tag) => tag === chosen || tag.startsWith(`${chosen}-`)) ?? chosen;
