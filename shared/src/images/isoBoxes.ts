import { assertImage, part } from './imageLimits.ts';

/** A box of an ISO base media file: where it begins in the file, and what it holds. */
export type Box = { type: string; start: number; end: number; contentStart: number; content: Buffer };

/**
 * Boxes of `file` from `start` on.
 *
 * @param options.isWholeFile stops at what is no box, since anything may follow the last one, but not within pixels or their description
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

/** Boxes at the top of an AVIF whose end may not be missing. */
const NEEDED = new Set(['ftyp', 'meta', 'moov', 'mdat']);

/** Overwrites a box with one that every reader skips. Nothing moves, so that offsets within the file stay right. */
export const blankBox = (file: Buffer, { start, contentStart, end }: Box): void => {
  file.write('free', start + 4, 'latin1');
  file.fill(0, contentStart, end);
};
