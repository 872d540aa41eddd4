import { inflateSync } from 'node:zlib';

const WOFF = { headerBytes: 44, entryBytes: 20 };
const SFNT = { headerBytes: 12, entryBytes: 16 };

/**
 * Unpacks a WOFF file to the font that it wraps, for fontkit: its own inflate rejects valid tables, and it cannot embed parts of WOFF2.
 *
 * @see https://www.w3.org/TR/WOFF/
 */
export const sfntOf = (woff: Buffer): Buffer => {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, index) => tableAt(woff, WOFF.headerBytes + index * WOFF.entryBytes));
  const head = Buffer.alloc(SFNT.headerBytes + count * SFNT.entryBytes);
  woff.copy(head, 0, 4, 8); // the flavor
  head.writeUInt16BE(count, 4);
  let offset = head.length;
  for (const [index, { tag, checksum, data }] of tables.entries()) {
    const entry = SFNT.headerBytes + index * SFNT.entryBytes;
    tag.copy(head, entry);
    checksum.copy(head, entry + 4);
    head.writeUInt32BE(offset, entry + 8);
    head.writeUInt32BE(data.length, entry + 12);
    offset += padded(data.length);
  }
  return Buffer.concat([
    head,
    ...tables.flatMap(({ data }) => [data, Buffer.alloc(padded(data.length) - data.length)]),
  ]);
};

const tableAt = (woff: Buffer, entry: number) => {
  const [offset, packedBytes, bytes] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field)) as [
    number,
    number,
    number,
  ];
  const packed = woff.subarray(offset, offset + packedBytes);
  return {
    tag: woff.subarray(entry, entry + 4),
    checksum: woff.subarray(entry + 16, entry + 20),
    data: packedBytes < bytes ? inflateSync(packed) : packed,
  };
};

/** Tables begin at multiples of four bytes. */
const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;
