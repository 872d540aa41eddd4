import { assertImage, createFrameCount, part, refuse } from './imageLimits.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const CONTROL = 0xf9;
const APPLICATION = 0xff;

/** Returns whether a file starts like a GIF. */
export const isGif = (file: Buffer): boolean => /^GIF8[79]a$/.test(file.toString('latin1', 0, 6));

/**
 * Reads a GIF and returns it without comments, texts, application data and trailing bytes. The repeat count of an animation stays. The
 * pixels of each frame are counted, not stored.
 *
 * @throws ImageRefused
 * @see https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export const cleanGif = (file: Buffer): Buffer => {
  const count = createFrameCount();
  const screen = part(file, 0, 13);
  const width = screen.readUInt16LE(6);
  const height = screen.readUInt16LE(8);
  let at = 13 + paletteLength(screen.readUInt8(10));
  const out = [part(file, 0, at)];
  let frames = 0;
  let control: Buffer | undefined;
  for (;;) {
    const kind = part(file, at, 1).readUInt8(0);
    if (kind === TRAILER) break;
    if (kind === EXTENSION) {
      const label = part(file, at + 1, 1).readUInt8(0);
      const end = endOfBlocks(file, at + 2);
      const extension = file.subarray(at, end);
      // A control block belongs to the image that follows: texts, which are left out, have their own
      if (label === CONTROL) control = extension.length === 8 && extension[2] === 4 ? extension : undefined;
      else if (label === 0x01) control = undefined;
      else if (label === APPLICATION && isLoop(extension)) out.push(extension);
      at = end;
    } else if (kind === IMAGE) {
      const head = part(file, at, 10);
      const size = { width: head.readUInt16LE(5), height: head.readUInt16LE(7) };
      if (frames === 0) count(Math.max(width, size.width), Math.max(height, size.height));
      else count(size.width, size.height);
      const start = at + 10 + paletteLength(head.readUInt8(9));
      const minimumBits = part(file, start, 1).readUInt8(0);
      const end = endOfBlocks(file, start + 1);
      checkPixels(file.subarray(start + 1, end), minimumBits, size.width * size.height);
      if (control) out.push(control);
      out.push(file.subarray(at, end));
      control = undefined;
      frames += 1;
      at = end;
    } else {
      refuse('the GIF is damaged: a block is of no known kind');
    }
  }
  assertImage(frames > 0, 'the GIF is damaged: it has no pixels');
  return Buffer.concat([...out, Buffer.from([TRAILER])]);
};

const paletteLength = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Returns the end of the chain of blocks that begins at `from`. Each block starts with its length; a length of 0 ends the chain. */
const endOfBlocks = (file: Buffer, from: number): number => {
  let at = from;
  for (let length = part(file, at, 1).readUInt8(0); length > 0; length = part(file, at, 1).readUInt8(0)) {
    at += 1 + part(file, at + 1, length).length;
  }
  return at + 1;
};

/** Returns whether an extension is `NETSCAPE2.0`, the repeat count of an animation. */
const isLoop = (extension: Buffer): boolean =>
  extension.length === 19 && ['NETSCAPE2.0', 'ANIMEXTS1.0'].includes(extension.toString('latin1', 3, 14));

/** Reads the LZW codes of a frame and counts their pixels. Only the length of each code is tracked, not its pixels. */
const checkPixels = (blocks: Buffer, minimumBits: number, pixels: number): void => {
  assertImage(minimumBits >= 1 && minimumBits <= 11, 'the GIF is damaged: its pixels cannot be read');
  const clear = 2 ** minimumBits;
  const lengths = new Uint32Array(4096).fill(1, 0, clear);
  let next = clear + 2;
  let bits = minimumBits + 1;
  let previous = -1;
  let found = 0;
  let buffer = 0;
  let filled = 0;
  for (let at = 0; (blocks[at] ?? 0) > 0; at += 1 + (blocks[at] ?? 0)) {
    for (const byte of blocks.subarray(at + 1, at + 1 + (blocks[at] ?? 0))) {
      buffer |= byte << filled;
      filled += 8;
      while (filled >= bits) {
        const code = buffer & (2 ** bits - 1);
        buffer >>>= bits;
        filled -= bits;
        if (code === clear) {
          next = clear + 2;
          bits = minimumBits + 1;
          previous = -1;
          continue;
        }
        if (code === clear + 1 || found >= pixels) {
          assertPixels(found, pixels);
          return;
        }
        assertImage(code < next || (code === next && previous >= 0), 'the GIF is damaged: its pixels cannot be read');
        if (previous >= 0 && next < 4096) {
          lengths[next] = (lengths[previous] ?? 0) + 1;
          next += 1;
          if (next === 2 ** bits && bits < 12) bits += 1;
        }
        found += lengths[code] ?? 0;
        previous = code;
      }
    }
  }
  assertPixels(found, pixels);
};

const assertPixels = (found: number, pixels: number): void =>
  assertImage(found >= pixels, 'the GIF is damaged: it has too few pixels');
