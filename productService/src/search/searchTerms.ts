/** Longest term in the index, in characters; a longer word is found by its beginning and then compared whole. */
const LONGEST_TERM = 20;

/**
 * What does not tell words apart: accents, vowel points, joiners and other invisible characters, the line that stretches Arabic words.
 * The voicing marks of kana are letters of their own and stay.
 */
const IGNORED =
  /(?![\u3099\u309a])[\p{Script=Inherited}\p{Default_Ignorable_Code_Point}\u0591-\u05bd\u05bf-\u05c7\u0640]/gu;

/** Letters that people take for others, or type in their place, and that Unicode does not take apart. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{ ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ς: 'σ' },
  // Persian, Urdu and Arabic keyboards write the same word with different letters
  ...{ ی: 'ي', ى: 'ي', ے: 'ي', ک: 'ك', ة: 'ه', ە: 'ه', ہ: 'ه', ھ: 'ه', ۃ: 'ه', ٱ: 'ا' },
};
const LOOKALIKE = new RegExp(`[${Object.keys(LOOKALIKES).join('')}]`, 'gu');

/** What people type for an apostrophe. */
const APOSTROPHES = /[`´‘’‛′ʹʻʼ＇]/g;

/** Spaces that group the digits of a number: `1 000`. */
const GROUPING_SPACES = /(?<=\p{Nd})[\u00a0\u2007\u2009\u202f](?=\p{Nd}{3}(?!\p{Nd}))/gu;

const WORD_PATTERN = '[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}]*';
const WORD = new RegExp(WORD_PATTERN, 'gu');

/** What joins parts to one word for some people: `Levi's`, `T-Shirt`, `AB_1234`, `H&M`, `1,000`. */
const JOINER = "(?:['\\p{Pd}\\u2212_&.]|(?<=\\p{Nd})[,\\u066b\\u066c](?=\\p{Nd}))";
const COMPOUND = new RegExp(`${WORD_PATTERN}(?:${JOINER}${WORD_PATTERN})*`, 'gu');

/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

const isDigit = (codePoint: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(codePoint));

/** A digit of any script as one of `0` to `9`: Unicode has them in rows of ten. */
const plainDigit = (digit: string): string => {
  const codePoint = digit.codePointAt(0) ?? 0;
  let first = codePoint;
  while (isDigit(first - 1)) first -= 1;
  return String((codePoint - first) % 10);
};

/** Text without differences of case, accents, digits and Unicode form: `Größe` and `GROSSE` are one. */
const fold = (text: string): string =>
  text
    .replace(APOSTROPHES, "'") // some of them fall apart below
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

/** A word that is searched for: it is found as a whole or by its parts, `T-Shirt` in `tshirt` and in `shirt size t`. */
export type WantedWord = {
  /** Without what joins its parts. */
  whole: string;
  /** The word alone where nothing joins parts. */
  parts: string[];
};

/** The words of a text in its order. Where a script puts no spaces, words are told apart by Unicode's dictionaries. */
const compoundsOf = (text: string): WantedWord[] =>
  (fold(text).match(COMPOUND) ?? []).flatMap((compound) => {
    const parts = compound.match(WORD) ?? [];
    if (!UNSPACED.test(compound)) return { whole: parts.join(''), parts };
    return parts.flatMap(segmented).map((word) => ({ whole: word, parts: [word] }));
  });

const segmented = (run: string): string[] =>
  UNSPACED.test(run) ? [...segmenter.segment(run)].flatMap((part) => (part.isWordLike ? part.segment : [])) : [run];

/**
 * The words of a text, folded, each once: letters and digits of any script. Where parts are joined, these and the whole.
 *
 * @see https://unicode.org/reports/tr29/#Word_Boundaries
 */
export const wordsOf = (text: string): string[] => [
  ...new Set(compoundsOf(text).flatMap(({ whole, parts }) => [...parts, whole])),
];

/** The words that a search asks for, each once. */
export const wantedWords = (text: string): WantedWord[] => [
  ...new Map(compoundsOf(text).map((word) => [word.parts.join(' '), word])).values(),
];

const beginning = (characters: string[], length: number): string => characters.slice(0, length).join('');

/** The term under which a word, or the beginning of one, is looked up. */
export const termOf = (word: string): string => beginning([...word], LONGEST_TERM);

/** Everything under which a text is found: its words and their beginnings. */
export const termsOf = (text: string): Set<string> => {
  const terms = new Set<string>();
  for (const word of wordsOf(text)) {
    const characters = [...word];
    for (let length = 1; length <= Math.min(characters.length, LONGEST_TERM); length += 1)
      terms.add(beginning(characters, length));
  }
  return terms;
};

/** Whether each of the wanted words begins a word of the text, or each of its parts does. */
export const hasWords = (text: string, wanted: WantedWord[]): boolean => {
  if (wanted.length === 0) return true;
  const words = wordsOf(text);
  const isThere = (beginning: string) => words.some((word) => word.startsWith(beginning));
  return wanted.every(({ whole, parts }) => isThere(whole) || parts.every(isThere));
};

const longest = (words: string[]): string =>
  words.reduce((one, other) => (other.length > one.length ? other : one), '');

/** How much one lookup of a word narrows a search: what is found by its parts has the longest of them at least. */
const narrowness = ({ parts }: WantedWord): number => longest(parts).length;

/** The terms by which a search is begun: those of the longest word, which the fewest products have. All that matches has one of them. */
export const rarestTerms = (words: WantedWord[]): string[] => {
  const rarest = words.toSorted((one, other) => narrowness(other) - narrowness(one))[0];
  return rarest ? [...new Set([rarest.whole, longest(rarest.parts)].map(termOf))] : [];
};
