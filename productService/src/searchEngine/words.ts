/**
 * Characters that do not distinguish words: accents, vowel points, joiners and other invisible characters, the stretching line of Arabic.
 * The voicing marks of kana do distinguish words and stay.
 */
const IGNORED =
  /(?![\u3099\u309a])[\p{Script=Inherited}\p{Default_Ignorable_Code_Point}\u0591-\u05bd\u05bf-\u05c7\u0640]/gu;

/** Letters that people confuse with or type instead of others, and that Unicode does not decompose. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{ ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ς: 'σ' },
  // Persian, Urdu and Arabic keyboards write the same word with different letters
  ...{ ی: 'ي', ى: 'ي', ے: 'ي', ک: 'ك', ة: 'ه', ە: 'ه', ہ: 'ه', ھ: 'ه', ۃ: 'ه', ٱ: 'ا' },
};
const LOOKALIKE = new RegExp(`[${Object.keys(LOOKALIKES).join('')}]`, 'gu');

/** Characters that people type for an apostrophe. */
const APOSTROPHES = /[`´‘’‛′ʹʻʼ＇]/g;

/** Spaces that group the digits of a number: `1 000`. */
const GROUPING_SPACES = /(?<=\p{Nd})[\u00a0\u2007\u2009\u202f](?=\p{Nd}{3}(?!\p{Nd}))/gu;

const WORD_PATTERN = '[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}]*';
const WORD = new RegExp(WORD_PATTERN, 'gu');

/** Characters that may join parts to one word: `Levi's`, `T-Shirt`, `AB_1234`, `H&M`, `1,000`. */
const JOINER = "(?:['\\p{Pd}\\u2212_&.]|(?<=\\p{Nd})[,\\u066b\\u066c](?=\\p{Nd}))";
const COMPOUND = new RegExp(`${WORD_PATTERN}(?:${JOINER}${WORD_PATTERN})*`, 'gu');

/** Scripts without spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

const isDigit = (codePoint: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(codePoint));

/** Converts a digit of any script to `0` to `9`: in Unicode, the ten digits of a script are consecutive. */
const plainDigit = (digit: string): string => {
  const codePoint = digit.codePointAt(0) ?? 0;
  let first = codePoint;
  while (isDigit(first - 1)) first -= 1;
  return String((codePoint - first) % 10);
};

/** Removes differences of case, accents, digits and Unicode form: `Größe` and `GROSSE` become equal. */
const fold = (text: string): string =>
  text
    .replace(APOSTROPHES, "'") // before the decomposition below, which would split some of them
    .replace(GROUPING_SPACES, ',')
    .normalize('NFKD')
    .replace(IGNORED, '')
    .toUpperCase() // ß becomes SS
    .toLowerCase()
    .normalize('NFKD')
    .replace(IGNORED, '')
    .replace(LOOKALIKE, (letter) => LOOKALIKES[letter] ?? letter)
    .replace(/(?![0-9])\p{Nd}/gu, plainDigit)
    .normalize('NFKC');

/** A word as it is written, perhaps of joined parts: `T-Shirt` has the parts `t` and `shirt`. */
export type Compound = {
  /** Its parts; just the word if nothing is joined. */
  parts: string[];
  /** Whether only space is between it and the next one. */
  precedesSpace: boolean;
};

/** Splits a text into folded words, in order. Scripts without spaces are split with Unicode's dictionaries. */
export const compoundsOf = (text: string): Compound[] => {
  const folded = fold(text);
  return [...folded.matchAll(COMPOUND)].flatMap(({ 0: compound, index }) => {
    const precedesSpace = /^\s+[\p{L}\p{N}]/u.test(folded.slice(index + compound.length, index + compound.length + 9));
    const parts: string[] = compound.match(WORD) ?? [];
    if (!UNSPACED.test(compound)) return { parts, precedesSpace };
    return parts.flatMap(segmented).map((word) => ({ parts: [word], precedesSpace: false }));
  });
};

const segmented = (run: string): string[] =>
  UNSPACED.test(run) ? [...segmenter.segment(run)].flatMap((part) => (part.isWordLike ? part.segment : [])) : [run];

/**
 * Returns the distinct words of a text, folded: letters and digits of any script. A compound gives its parts and the whole.
 *
 * @see https://unicode.org/reports/tr29/#Word_Boundaries
 */
export const wordsOf = (text: string): string[] => [
  ...new Set(compoundsOf(text).flatMap(({ parts }) => [...parts, parts.join('')])),
];

/** Returns an SKU or barcode as it is compared: its letters and digits, folded. */
export const codeOf = (text: string): string => (fold(text).match(WORD) ?? []).join('');
