import type { SearchDocument } from './searchDocument.ts';

/** Bits of a posting that say which fields of the document have the word. */
export const FIELD_BITS = 4;
const FIELD_MASK = (1 << FIELD_BITS) - 1;

/**
 * An immutable part of the index: documents, numbered from 0, and for each word the documents that have it. Its columns are typed arrays, so
 * that a file of 100,000 products is in use as soon as it is in memory.
 */
export type Segment = {
  /** The documents' ids, by number. */
  ids: string[];
  createdAt: Float64Array;
  prices: Uint32Array;
  nameLengths: Uint8Array;
  /** All words, in the order of their code units. */
  words: string[];
  /** The letters of the words, and perhaps of earlier ones. */
  alphabet: string[];
  /** Where each word's postings begin; the last number is where all end. */
  wordStarts: Uint32Array;
  /** A document's number, and in the lowest bits its fields that have the word. */
  postings: Uint32Array;
  /** Categories (with an empty name), and the names and values of options and attributes. */
  values: [name: string, value: string][];
  /** Where each document's values begin in `docValues`. */
  valueStarts: Uint32Array;
  docValues: Uint32Array;
  /** Where each document begins in `listed`; the last number is where all end. */
  listedStarts: Uint32Array;
  /** What lists show of each document: JSON in UTF-8. */
  listed: Uint8Array;
};

/** Returns a posting's document. */
export const documentAt = (posting: number): number => posting >>> FIELD_BITS;

/** Returns a posting's fields. */
export const fieldsAt = (posting: number): number => posting & FIELD_MASK;

/** Builds a segment of documents with distinct ids. */
export const segmentOf = (documents: readonly SearchDocument[]): Segment => {
  const postingsOf = new Map<string, number[]>();
  const valueNumbers = new Map<string, number>();
  const values: Segment['values'] = [];
  const docValues: number[] = [];
  const valueStarts = new Uint32Array(documents.length + 1);
  documents.forEach(({ words, category, properties }, number) => {
    for (const [word, fields] of words) {
      const posting = (number << FIELD_BITS) | fields;
      const known = postingsOf.get(word);
      if (known) known.push(posting);
      else postingsOf.set(word, [posting]);
    }
    for (const value of [['', category] as [string, string], ...properties]) {
      const key = JSON.stringify(value);
      const known = valueNumbers.get(key) ?? values.push(value) - 1;
      valueNumbers.set(key, known);
      docValues.push(known);
    }
    valueStarts[number + 1] = docValues.length;
  });
  return {
    ids: documents.map(({ id }) => id),
    createdAt: Float64Array.from(documents, ({ createdAt }) => createdAt),
    prices: Uint32Array.from(documents, ({ price }) => price),
    nameLengths: Uint8Array.from(documents, ({ nameLength }) => Math.min(nameLength, 255)),
    ...columnsOf(postingsOf),
    values,
    valueStarts,
    docValues: Uint32Array.from(docValues),
    ...listedColumns(documents.map(({ listed }) => Buffer.from(listed))),
  };
};

/** Joins what lists show of each document. */
const listedColumns = (all: readonly Uint8Array[]): Pick<Segment, 'listedStarts' | 'listed'> => {
  const listedStarts = new Uint32Array(all.length + 1);
  all.forEach(({ length }, index) => {
    listedStarts[index + 1] = (listedStarts[index] ?? 0) + length;
  });
  const listed = new Uint8Array(listedStarts.at(-1) ?? 0);
  all.forEach((bytes, index) => {
    listed.set(bytes, listedStarts[index]);
  });
  return { listedStarts, listed };
};

const listedBytes = ({ listedStarts, listed }: Segment, document: number): Uint8Array =>
  listed.subarray(listedStarts[document], listedStarts[document + 1]);

/** Returns what lists show of a document, as JSON. */
export const listedAt = (segment: Segment, document: number): string => {
  const { buffer, byteOffset, length } = listedBytes(segment, document);
  return Buffer.from(buffer, byteOffset, length).toString('utf8');
};

const columnsOf = (
  postingsOf: Map<string, number[]>,
): Pick<Segment, 'words' | 'alphabet' | 'wordStarts' | 'postings'> => {
  const words = [...postingsOf.keys()].sort();
  const wordStarts = new Uint32Array(words.length + 1);
  const postings = new Uint32Array([...postingsOf.values()].reduce((sum, { length }) => sum + length, 0));
  const letters = new Set<string>();
  let end = 0;
  words.forEach((word, index) => {
    for (const letter of word) letters.add(letter);
    const own = postingsOf.get(word) ?? [];
    postings.set(own, end);
    end += own.length;
    wordStarts[index + 1] = end;
  });
  return { words, alphabet: [...letters].filter((letter) => /\p{L}/u.test(letter)), wordStarts, postings };
};

/** Documents of a segment that a later one replaces, by number; 1 for each of them. */
export type Removed = Uint8Array;

/** Returns one segment with the documents of two, but for those of the first that were removed. */
export const mergeSegments = (first: Segment, removed: Removed, second: Segment): Segment => {
  const kept = first.ids.flatMap((_, number) => (removed[number] ? [] : number));
  const numbers = new Int32Array(first.ids.length).fill(-1);
  kept.forEach((number, index) => {
    numbers[number] = index;
  });
  return {
    ids: [...kept.map((number) => first.ids[number] ?? ''), ...second.ids],
    createdAt: joined(Float64Array, kept, first.createdAt, second.createdAt),
    prices: joined(Uint32Array, kept, first.prices, second.prices),
    nameLengths: joined(Uint8Array, kept, first.nameLengths, second.nameLengths),
    ...mergedWords(first, numbers, second, kept.length),
    ...mergedValues(first, kept, second),
    ...listedColumns([
      ...kept.map((number) => listedBytes(first, number)),
      ...second.ids.map((_, number) => listedBytes(second, number)),
    ]),
  };
};

type Column = Float64Array | Uint32Array | Uint8Array;

const joined = <C extends Column>(Type: new (length: number) => C, kept: number[], first: C, second: C): C => {
  const column = new Type(kept.length + second.length);
  kept.forEach((number, index) => {
    column[index] = first[number] ?? 0;
  });
  column.set(second, kept.length);
  return column;
};

const mergedWords = (first: Segment, numbers: Int32Array, second: Segment, shift: number) => {
  const postings = new Uint32Array(first.postings.length + second.postings.length);
  const words: string[] = [];
  const starts: number[] = [0];
  let end = 0;
  const take = ({ postings: from, wordStarts }: Segment, index: number, renumber: (document: number) => number) => {
    for (let at = wordStarts[index] ?? 0; at < (wordStarts[index + 1] ?? 0); at += 1) {
      const posting = from[at] ?? 0;
      const number = renumber(documentAt(posting));
      if (number < 0) continue;
      postings[end] = (number << FIELD_BITS) | fieldsAt(posting);
      end += 1;
    }
  };
  for (let [one, other] = [0, 0]; one < first.words.length || other < second.words.length; ) {
    const [left, right] = [first.words[one], second.words[other]];
    const word = right === undefined || (left !== undefined && left < right) ? left : right;
    if (word === undefined) break;
    const before = end;
    if (left === word) take(first, one++, (document) => numbers[document] ?? -1);
    if (right === word) take(second, other++, (document) => document + shift);
    if (end === before) continue;
    words.push(word);
    starts.push(end);
  }
  const alphabet = [...new Set([...first.alphabet, ...second.alphabet])];
  return { words, alphabet, wordStarts: Uint32Array.from(starts), postings: postings.slice(0, end) };
};

const mergedValues = (first: Segment, kept: number[], second: Segment) => {
  const values: Segment['values'] = [];
  const numbers = new Map<string, number>();
  const docValues: number[] = [];
  const valueStarts: number[] = [0];
  const adder = (segment: Segment) => {
    const renumbered = new Int32Array(segment.values.length).fill(-1);
    const numberOf = (old: number): number => {
      const value = segment.values[old] ?? ['', ''];
      const key = JSON.stringify(value);
      const known = numbers.get(key) ?? values.push(value) - 1;
      numbers.set(key, known);
      renumbered[old] = known;
      return known;
    };
    return (document: number) => {
      const until = segment.valueStarts[document + 1] ?? 0;
      for (let at = segment.valueStarts[document] ?? 0; at < until; at += 1) {
        const old = segment.docValues[at] ?? 0;
        const known = renumbered[old] ?? -1;
        docValues.push(known < 0 ? numberOf(old) : known);
      }
      valueStarts.push(docValues.length);
    };
  };
  kept.forEach(adder(first));
  second.ids.map((_, document) => document).forEach(adder(second));
  return { values, valueStarts: Uint32Array.from(valueStarts), docValues: Uint32Array.from(docValues) };
};
