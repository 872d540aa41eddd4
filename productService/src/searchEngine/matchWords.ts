import { FIELDS } from './searchDocument.ts';
import { misspeltNumbers, type SearchSegment, wordNumber, wordsFrom } from './searchSegment.ts';
import { documentAt, fieldsAt } from './segment.ts';
import type { WantedWords } from './wantedWords.ts';

/** What a word adds to a product's score in its name, in a property, and in its description. Misspelt words add less than all others. */
const SCORES = {
  code: [120, 120, 120],
  joined: [66, 33, 16],
  exact: [60, 30, 15],
  plural: [48, 24, 12],
  beginning: [40, 20, 10],
  misspelt: [6, 4, 2],
} as const;

const MOST_FOR_MISSPELT = SCORES.misspelt[0];

/** The score of each combination of fields. */
const byFields = ([name, property, description]: readonly [number, number, number]): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, fields) => {
    if (fields & (FIELDS.name | FIELDS.code)) return name;
    return fields & FIELDS.property ? property : description;
  });

const TABLES = {
  code: byFields(SCORES.code),
  joined: byFields(SCORES.joined),
  exact: byFields(SCORES.exact),
  plural: byFields(SCORES.plural),
  beginning: byFields(SCORES.beginning),
  misspelt: byFields(SCORES.misspelt),
};

/** Between two sums of words' scores there is room for how short a name is: of products that match equally, that is closer. */
const ROOM_FOR_NAME = 16;

/**
 * Finds the documents of a segment that have all words. Their scores, and whether they have a word only misspelt, are in the segment's
 * scratch space until the next search. A score depends on the product and the search alone, so cursors stay valid when others change.
 *
 * @returns the documents' numbers, in order
 */
export const matchWords = (segment: SearchSegment, wanted: WantedWords): Uint32Array => {
  const { best, scores, misspelt } = segment.scratch;
  scores.fill(0);
  misspelt.fill(0);
  wanted.words.forEach((_, place) => {
    best.fill(0);
    scoreWord(segment, wanted, place);
    addScores(segment.scratch, place === 0);
  });
  return scoredDocuments(segment);
};

/** Adds the scores of one word to those of the words before it; a document without the word has none any more. */
const addScores = ({ best, scores, misspelt }: SearchSegment['scratch'], isFirst: boolean): void => {
  for (let document = 0; document < best.length; document += 1) {
    const score = best[document] ?? 0;
    const before = scores[document] ?? 0;
    scores[document] = score > 0 && (isFirst || before > 0) ? before + score : 0;
    if (score > 0 && score <= MOST_FOR_MISSPELT) misspelt[document] = 1;
  }
};

const scoredDocuments = ({ scratch: { scores, found }, removed, nameLengths }: SearchSegment): Uint32Array => {
  let count = 0;
  for (let document = 0; document < scores.length; document += 1) {
    const score = scores[document] ?? 0;
    if (score === 0 || removed[document]) continue;
    scores[document] = score * ROOM_FOR_NAME + Math.max(0, ROOM_FOR_NAME - 1 - (nameLengths[document] ?? 0));
    found[count] = document;
    count += 1;
  }
  return found.slice(0, count);
};

/** Sets `best` to what the word at a place of the search adds to each document. */
const scoreWord = (segment: SearchSegment, { alternatives, forms, codes }: WantedWords, place: number): void => {
  const isHere = ({ first, last }: { first: number; last: number }) => first <= place && place <= last;
  for (const { word } of codes.filter(isHere)) scoreExact(segment, word, TABLES.code);
  alternatives.forEach((alternative, index) => {
    if (!isHere(alternative)) return;
    const { first, last, word, isPair } = alternative;
    scoreExact(segment, word, last > first ? TABLES.joined : TABLES.exact);
    for (const form of forms[index] ?? []) scoreExact(segment, form, TABLES.plural);
    const [from, to] = wordsFrom(segment, word);
    scoreWords(segment, segment.words[from] === word ? from + 1 : from, to, TABLES.beginning);
    if (!isPair)
      for (const number of misspeltNumbers(segment, word)) scoreWords(segment, number, number + 1, TABLES.misspelt);
  });
};

const scoreExact = (segment: SearchSegment, word: string, table: Uint8Array): void => {
  const number = wordNumber(segment, word);
  if (number !== undefined) scoreWords(segment, number, number + 1, table);
};

/** Raises `best` of all documents that have one of the words from a number up to another. */
const scoreWords = (segment: SearchSegment, from: number, to: number, table: Uint8Array): void => {
  const { postings, wordStarts } = segment;
  const { best } = segment.scratch;
  const end = wordStarts[to] ?? 0;
  for (let at = wordStarts[from] ?? 0; at < end; at += 1) {
    const posting = postings[at] ?? 0;
    const document = documentAt(posting);
    const score = table[fieldsAt(posting)] ?? 0;
    if (score > (best[document] ?? 0)) best[document] = score;
  }
};
