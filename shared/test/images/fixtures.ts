import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('fixtures/', import.meta.url);

/**
 * Small pictures of all types: a slope of colours of 24 × 16 pixels, made with Pillow. Those with metadata (a position, a comment, texts,
 * XMP) have the word SECRET in each of them and are to be turned (orientation 6).
 */
export const fixture = (name: string): Buffer<ArrayBuffer> => readFileSync(new URL(name, folder));

/** The names of all fixtures. */
export const fixtures: readonly string[] = readdirSync(folder);

/** The chunks of a PNG, to be put together otherwise. */
export const pngChunks = (file: Buffer): { type: string; bytes: Buffer }[] => {
  const chunks: { type: string; bytes: Buffer }[] = [];
  for (let at = 8; at < file.length; ) {
    const end = at + file.readUInt32BE(at) + 12;
    chunks.push({ type: file.toString('latin1', at + 4, at + 8), bytes: file.subarray(at, end) });
    at = end;
  }
  return chunks;
};
