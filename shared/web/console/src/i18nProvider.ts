import polyglotI18nProvider from 'ra-i18n-polyglot';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';

const locales = [
  { locale: 'en', name: 'English' },
  { locale: 'de', name: 'Deutsch' },
];
const preferred = navigator.language.startsWith('de') ? 'de' : 'en';

/** The texts in the person's language; a choice in the menu is remembered by react-admin. */
export const i18nProvider = polyglotI18nProvider(
  (locale) => {
    document.documentElement.lang = locale;
    return locale === 'de' ? de : en;
  },
  preferred,
  locales,
);
