import { assertImage, part } from './imageLimits.ts';

/** A box of an ISO base media file: its position and content. */
export type Box = { type: string; start: number; end: number; contentStart: number; content: Buffer };

/**
 * Reads the boxes of `file` between `start` and `end`.
 *
 * @param options.isWholeFile stops at the first bytes that are not a box, since anything may follow the last one; but a box that the
 *   picture needs must be complete
 * @throws ImageRefused
 * @see https://www.iso.org/standard/83102.html ISO/IEC 14496-12, section 4.2
 */
export const readBoxes = (
  file: Buffer,
  start: number,
  end: number,
  { isWholeFile = false }: { isWholeFile?: boolean } = {},
): Box[] => {
  const boxes: Box[] = [];
  for (let at = start; at < end; ) {
    if (isWholeFile && end - at < 8) break;
    const head = part(file, at, 8);
    const type = head.toString('latin1', 4, 8);
    const isLarge = head.readUInt32BE(0) === 1;
    const size = isLarge ? Number(part(file, at + 8, 8).readBigUInt64BE(0)) : head.readUInt32BE(0) || end - at;
    const contentStart = at + (isLarge ? 16 : 8);
    const isWithin = contentStart <= at + size && at + size <= end;
    if (isWholeFile && !isWithin && !NEEDED.has(type)) break;
    assertImage(isWithin, 'the image is cut off');
    boxes.push({ type, start: at, end: at + size, contentStart, content: file.subarray(contentStart, at + size) });
    at += size;
  }
  return boxes;
};

/** Top-level boxes of an AVIF that must be complete. */
const NEEDED = new Set(['ftyp', 'meta', 'moov', 'mdat']);

/** Overwrites a box with one that every reader skips. Nothing moves, so that offsets in the file stay valid. */
export const blankBox = (file: Buffer, { start, contentStart, end }: Box): void => {
  file.write('free', start + 4, 'latin1');
  file.fill(0, contentStart, end);
};
