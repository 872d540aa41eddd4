import { CODE_MARK } from './searchDocument.ts';
import { numberForms } from './wordForms.ts';
import { codeOf, compoundsOf } from './words.ts';

/** A word that stands for one or several words of a search in a row. */
type Alternative = {
  /** The first and the last of the words that it stands for. */
  first: number;
  last: number;
  word: string;
  /** Whether it is two words in a row that are written apart. */
  isPair: boolean;
};

/** The words of a search, all of which a product must have. */
export type WantedWords = {
  /** The single words. */
  words: string[];
  /** Single words, and what words in a row are when they are written as one: `t shirt` as `tshirt`. */
  alternatives: Alternative[];
  /** The plural and singular forms of each alternative. */
  forms: Set<string>[];
  /** What may be an SKU or barcode, with its mark. */
  codes: Alternative[];
};

/** Returns the words of a search. */
export const wantedWords = (text: string): WantedWords => {
  const compounds = compoundsOf(text);
  const words = compounds.flatMap(({ parts }) => parts);
  const alternatives = new Map<string, Alternative>();
  const add = (first: number, last: number, isPair = false) => {
    if (last >= words.length) return;
    alternatives.set(`${first}-${last}`, { first, last, word: words.slice(first, last + 1).join(''), isPair });
  };
  words.forEach((_, index) => {
    add(index, index);
  });
  words.forEach((_, index) => {
    add(index, index + 1, true);
  });
  let start = 0;
  for (const { parts } of compounds) {
    add(start, start + parts.length - 1);
    start += parts.length;
  }
  const all = [...alternatives.values()];
  const whole = { first: 0, last: words.length - 1, word: codeOf(text), isPair: false };
  const codes = [...all.filter(({ first, last }) => first > 0 || last < words.length - 1), whole];
  return {
    words,
    alternatives: all,
    forms: all.map(({ word }) => numberForms(word)),
    codes: codes.map((code) => ({ ...code, word: CODE_MARK + code.word })),
  };
};
