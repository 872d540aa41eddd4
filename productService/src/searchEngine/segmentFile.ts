import type { Segment } from './segment.ts';

/** A new number makes older files unreadable: the index is then built again. */
const FORMAT = 2;

/** Columns begin at multiples of this many bytes, as the widest numbers have to. */
const ALIGNMENT = 8;

type Header = {
  format: number;
  documents: number;
  postings: number;
  docValues: number;
  listed: number;
} & Pick<Segment, 'ids' | 'words' | 'alphabet' | 'values'>;

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

const columnsOf = (segment: Segment) => [
  segment.createdAt,
  segment.prices,
  segment.wordStarts,
  segment.postings,
  segment.valueStarts,
  segment.docValues,
  segment.nameLengths,
  segment.listedStarts,
  segment.listed,
];

/** Encodes a segment: the header's length, the header as JSON, then each column as it is in memory (little-endian everywhere we run). */
export const encodeSegment = (segment: Segment): Uint8Array => {
  const { ids, words, alphabet, values, postings, docValues, listed } = segment;
  const counts = {
    documents: ids.length,
    postings: postings.length,
    docValues: docValues.length,
    listed: listed.length,
  };
  const header = Buffer.from(
    JSON.stringify({ format: FORMAT, ...counts, ids, words, alphabet, values } satisfies Header),
  );
  const columns = columnsOf(segment);
  const start = aligned(ALIGNMENT + header.length);
  const bytes = new Uint8Array(columns.reduce((sum, { byteLength }) => sum + aligned(byteLength), start));
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, ALIGNMENT);
  let at = start;
  for (const { buffer, byteOffset, byteLength } of columns) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += aligned(byteLength);
  }
  return bytes;
};

/**
 * Decodes a segment. The columns are views of `bytes`.
 *
 * @returns `undefined` for a file of another format
 */
export const decodeSegment = (bytes: Uint8Array): Segment | undefined => {
  const { buffer, byteOffset } = bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice();
  const headerLength = new DataView(buffer, byteOffset).getUint32(0, true);
  const header = JSON.parse(Buffer.from(buffer, byteOffset + ALIGNMENT, headerLength).toString('utf8')) as Header;
  if (header.format !== FORMAT) return undefined;
  const { ids, words, alphabet, values, documents, postings, docValues, listed } = header;
  let at = byteOffset + aligned(ALIGNMENT + headerLength);
  const next = <C extends { byteLength: number }>(
    Type: new (buffer: ArrayBufferLike, offset: number, length: number) => C,
    length: number,
  ): C => {
    const column = new Type(buffer, at, length);
    at += aligned(column.byteLength);
    return column;
  };
  return {
    ids,
    words,
    alphabet,
    values,
    createdAt: next(Float64Array, documents),
    prices: next(Uint32Array, documents),
    wordStarts: next(Uint32Array, words.length + 1),
    postings: next(Uint32Array, postings),
    valueStarts: next(Uint32Array, documents + 1),
    docValues: next(Uint32Array, docValues),
    nameLengths: next(Uint8Array, documents),
    listedStarts: next(Uint32Array, documents + 1),
    listed: next(Uint8Array, listed),
  };
};
