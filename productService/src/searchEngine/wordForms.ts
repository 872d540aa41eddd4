/** The fewest letters of a word that may be misspelt: most words of three letters are one letter away from another. */
const SHORTEST_MISSPELT = 4;

/** The most letters that are tried in a misspelt place. The syllables of Korean are more; there, only letters too many are found. */
const MOST_LETTERS = 64;

/** The fewest letters that remain of a word without an ending. */
const SHORTEST_STEM = 3;

/** Endings of plurals in English, German and the Romance languages, without accents. */
const ENDINGS: readonly [plural: string, singular: string][] = [
  ['ies', 'y'],
  ['ves', 'f'],
  ['ves', 'fe'],
  ['men', 'man'],
  ['es', ''],
  ['s', ''],
  ['en', ''],
  ['er', ''],
  ['e', ''],
  ['n', ''],
];

/** Plurals that no ending shows. */
const IRREGULAR: readonly [string, string][] = [
  ['mice', 'mouse'],
  ['feet', 'foot'],
  ['teeth', 'tooth'],
  ['geese', 'goose'],
  ['children', 'child'],
  ['people', 'person'],
];

const isWritten = (word: string): boolean => /^\p{L}+$/u.test(word);

/** Returns the words that may be the plural or singular of a word: candidates, of which only those that exist matter. */
export const numberForms = (word: string): Set<string> => {
  const forms = new Set<string>();
  if (!isWritten(word)) return forms;
  for (const [plural, singular] of ENDINGS) {
    for (const [ending, other] of [
      [plural, singular],
      [singular, plural],
    ] as const) {
      const stem = word.slice(0, word.length - ending.length);
      if (word.endsWith(ending) && stem.length >= SHORTEST_STEM) forms.add(stem + other);
    }
  }
  for (const pair of IRREGULAR) if (pair.includes(word)) for (const form of pair) forms.add(form);
  forms.delete(word);
  return forms;
};

/** Returns the letters that a misspelt letter of `word` may stand for: those in use that are of its script, as blocks of Unicode tell. */
const lettersLike = (word: string, alphabet: readonly string[]): string[] => {
  const blocks = new Set([...word].map((letter) => (letter.codePointAt(0) ?? 0) >> 7));
  const letters = alphabet.filter((letter) => blocks.has((letter.codePointAt(0) ?? 0) >> 7));
  return letters.length > MOST_LETTERS ? [] : letters;
};

/**
 * Returns the words that differ from a word by one letter, which is missing, too many, another, or swapped with the next: candidates, of
 * which only those that exist matter.
 *
 * @param alphabet the letters of the words that exist
 */
export const misspellings = (word: string, alphabet: readonly string[]): Set<string> => {
  const letters = [...word];
  const forms = new Set<string>();
  if (letters.length < SHORTEST_MISSPELT || !isWritten(word)) return forms;
  const others = lettersLike(word, alphabet);
  for (let place = 0; place <= letters.length; place += 1) {
    const before = letters.slice(0, place).join('');
    const after = letters.slice(place + 1).join('');
    const letter = letters[place] ?? '';
    for (const other of others) forms.add(before + other + letter + after);
    if (place === letters.length) break;
    forms.add(before + after);
    for (const other of others) forms.add(before + other + after);
    const next = letters[place + 1];
    if (next !== undefined) forms.add(before + next + letter + letters.slice(place + 2).join(''));
  }
  forms.delete(word);
  return forms;
};
