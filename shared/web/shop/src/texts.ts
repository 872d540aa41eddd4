import { language } from './preferences.ts';
import { useStore } from './store.ts';
import { de } from './texts/de.ts';
import { en, type Texts } from './texts/en.ts';

const texts: Record<string, Texts> = { en, de };

export type { Texts };

/** Returns the texts in the language of the person. */
export const useTexts = (): Texts => texts[useStore(language)] ?? en;
