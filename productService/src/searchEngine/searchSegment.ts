import type { SearchDocument } from './searchDocument.ts';
import { type Segment, segmentOf } from './segment.ts';
import { misspellings } from './wordForms.ts';

/** A segment as it is searched. */
export type SearchSegment = Segment & {
  /** Documents that a later segment replaces; 1 for each. */
  removed: Uint8Array;
  /** Scratch space for one search at a time: a search never awaits. */
  scratch: Scratch;
  /** The numbers of the words that a misspelt word may stand for, of words that were searched for before. */
  misspelt: Map<string, number[]>;
};

/** For each document: what the word in hand adds, what all words have added, and whether one of them is misspelt. And room for numbers of documents. */
type Scratch = { best: Uint8Array; scores: Uint16Array; misspelt: Uint8Array; found: Uint32Array };

/** The most misspelt words that a segment remembers. */
const MOST_REMEMBERED = 2_000;

/** Prepares a segment for searching. */
export const searchable = (segment: Segment): SearchSegment => {
  const documents = segment.ids.length;
  return {
    ...segment,
    removed: new Uint8Array(documents),
    scratch: {
      best: new Uint8Array(documents),
      scores: new Uint16Array(documents),
      misspelt: new Uint8Array(documents),
      found: new Uint32Array(documents),
    },
    misspelt: new Map(),
  };
};

/** Returns a segment of documents, ready for searching. */
export const searchableOf = (documents: readonly SearchDocument[]): SearchSegment => searchable(segmentOf(documents));

/** Returns the number of a word; `undefined` if the segment does not have it. */
export const wordNumber = ({ words }: Segment, word: string): number | undefined => {
  const number = firstAtLeast(words, word);
  return words[number] === word ? number : undefined;
};

/** Returns the numbers of the words that begin with `beginning`: from the first up to, but not including, the second. */
export const wordsFrom = ({ words }: Segment, beginning: string): [from: number, to: number] => {
  const from = firstAtLeast(words, beginning);
  return [from, firstAtLeast(words, `${beginning}\u{10ffff}`, from)];
};

/** Returns the numbers of the words that differ from a word by one letter. */
export const misspeltNumbers = (segment: SearchSegment, word: string): number[] => {
  const known = segment.misspelt.get(word);
  if (known) return known;
  const numbers = [...misspellings(word, segment.alphabet)].flatMap((form) => wordNumber(segment, form) ?? []);
  if (segment.misspelt.size === MOST_REMEMBERED) segment.misspelt.clear();
  segment.misspelt.set(word, numbers);
  return numbers;
};

/** Returns the place of the first text that is not before `wanted`. */
const firstAtLeast = (texts: readonly string[], wanted: string, start = 0): number => {
  let [low, high] = [start, texts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((texts[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
};
