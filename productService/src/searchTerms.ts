/** Longest term in the index, in characters; a longer word is found by its beginning and then compared whole. */
const LONGEST_TERM = 20;

/** Marks that letters of many scripts share: accents, vowel points, joiners. The voicing marks of kana are letters of their own and stay. */
const MARKS = /(?![\u3099\u309a])[\p{Script=Inherited}\u0591-\u05bd\u05bf-\u05c7\u00ad]/gu;

/** Letters that people take for others and that Unicode does not take apart. */
const LOOKALIKES: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ς: 'σ' };

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Text without differences of case, accents and Unicode form: `Größe` and `GROSSE` are one. */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toUpperCase() // ß becomes SS
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(/[øłđæœς]/g, (letter) => LOOKALIKES[letter] ?? letter)
    .normalize('NFKC');

/**
 * The words of a text, folded, each once: letters and digits of any script. Where a script puts no spaces, words are told apart by
 * Unicode's dictionaries.
 *
 * @see https://unicode.org/reports/tr29/#Word_Boundaries
 */
export const wordsOf = (text: string): string[] => {
  const runs = fold(text).match(WORD) ?? [];
  const words = runs.flatMap((run) =>
    UNSPACED.test(run) ? [...segmenter.segment(run)].flatMap((part) => (part.isWordLike ? part.segment : [])) : run,
  );
  return [...new Set(words)];
};

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

/** Whether each of `beginnings` begins a word of the text. */
export const hasWords = (text: string, beginnings: string[]): boolean => {
  if (beginnings.length === 0) return true;
  const words = wordsOf(text);
  return beginnings.every((wanted) => words.some((word) => word.startsWith(wanted)));
};

/** The word by which a search is begun: the longest, which the fewest products have. */
export const rarestOf = (words: string[]): string | undefined =>
  words.toSorted((one, other) => other.length - one.length)[0];
