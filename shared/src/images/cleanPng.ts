import { crc32, createInflate } from 'node:zlib';
import { orientationOf, orientationTiff } from './exif.ts';
import { assertImage, createFrameCount, ImageRefused, part, refuse } from './imageLimits.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Returns whether a file starts like a PNG. */
export const isPng = (file: Buffer): boolean => file.subarray(0, 8).equals(SIGNATURE);

/** Optional chunks that affect how the image looks. All other optional chunks are left out: texts, times, private data. */
const KEPT = new Set(['tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'mDCV', 'cLLI', 'sBIT', 'pHYs', 'bKGD']);

/** By colour type: the allowed bit depths, and the number of values per pixel. */
const COLOURS: Readonly<Record<number, { depths: number[]; channels: number }>> = {
  0: { depths: [1, 2, 4, 8, 16], channels: 1 },
  2: { depths: [8, 16], channels: 3 },
  3: { depths: [1, 2, 4, 8], channels: 1 },
  4: { depths: [8, 16], channels: 2 },
  6: { depths: [8, 16], channels: 4 },
};

/** Each pass of an interlaced image: its first row and column, and the step from one row and column to the next. */
const ADAM7 = [
  [0, 0, 8, 8],
  [0, 4, 8, 8],
  [4, 0, 8, 4],
  [0, 2, 4, 4],
  [2, 0, 4, 2],
  [0, 1, 2, 2],
  [1, 0, 2, 1],
] as const;

type Header = { width: number; height: number; bitsPerPixel: number; isInterlaced: boolean; hasPalette: boolean };

/**
 * Reads a PNG, animated or not, and returns it without metadata and trailing bytes. The pixels are inflated piece by piece to count them.
 *
 * @throws ImageRefused
 * @see https://www.w3.org/TR/png-3/
 */
export const cleanPng = async (file: Buffer): Promise<Buffer> => {
  const [first, ...chunks] = readChunks(file);
  assertImage(first?.type === 'IHDR', 'the PNG is damaged: it has no header');
  const header = readHeader(first.data);
  const count = createFrameCount();
  const pixels = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const start = chunks.findIndex(({ type }) => type === 'IDAT');
  assertImage(start >= 0, 'the PNG is damaged: it has no pixels');
  const isInOneRow = chunks.slice(start, start + pixels.length).every(({ type }) => type === 'IDAT');
  assertImage(isInOneRow, 'the PNG is damaged: its pixels are scattered');
  const before = chunks.slice(0, start);
  const hasPalette = before.some(({ type, data }) => type === 'PLTE' && data.length % 3 === 0 && data.length <= 768);
  assertImage(hasPalette || !header.hasPalette, 'the PNG is damaged: it has no palette');
  count(header.width, header.height);
  const animation = readAnimation(chunks, start, header, count);
  const out = [SIGNATURE, chunk('IHDR', first.data)];
  for (const { type, data, isIntact } of before) {
    if (type === 'PLTE' || (KEPT.has(type) && isIntact)) out.push(chunk(type, data));
  }
  const exif = chunks.find(({ type }) => type === 'eXIf');
  const orientation = exif && orientationOf(exif.data);
  if (orientation !== undefined) out.push(chunk('eXIf', orientationTiff(orientation)));
  out.push(...animation.beginning, chunk('IDAT', await checkedPixels(Buffer.concat(pixels), header)));
  for (const { control, data, width, height } of animation.frames) {
    const frame = await checkedPixels(Buffer.concat(data), { ...header, width, height });
    out.push(chunk('fcTL', control), chunk('fdAT', Buffer.concat([nextSequence(control), frame])));
  }
  return Buffer.concat([...out, chunk('IEND', Buffer.alloc(0))]);
};

type Chunk = { type: string; data: Buffer; isIntact: boolean };

const readChunks = (file: Buffer): Chunk[] => {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; ; ) {
    const length = part(file, at, 8).readUInt32BE(0);
    const type = file.toString('latin1', at + 4, at + 8);
    assertImage(/^[A-Za-z]{4}$/.test(type), 'the PNG is damaged: a chunk has no type');
    const data = part(file, at + 8, length);
    const isIntact = crc32(file.subarray(at + 4, at + 8 + length)) === part(file, at + 8 + length, 4).readUInt32BE(0);
    const isCritical = /^[A-Z]/.test(type);
    assertImage(isIntact || !isCritical, `the PNG is damaged: the checksum of ${type} is wrong`);
    assertImage(
      !isCritical || ['IHDR', 'PLTE', 'IDAT', 'IEND'].includes(type),
      `the PNG is damaged: ${type} is unknown`,
    );
    if (type === 'IEND') return chunks;
    chunks.push({ type, data, isIntact });
    at += length + 12;
  }
};

const readHeader = (data: Buffer): Header => {
  const [depth = 0, colour = -1, compression, filter, interlace = 2] = part(data, 8, 5);
  const { depths, channels } = COLOURS[colour] ?? { depths: [], channels: 0 };
  const isKnown = data.length === 13 && depths.includes(depth) && compression === 0 && filter === 0 && interlace <= 1;
  assertImage(isKnown, 'the PNG is damaged: its header makes no sense');
  return {
    width: data.readUInt32BE(0),
    height: data.readUInt32BE(4),
    bitsPerPixel: depth * channels,
    isInterlaced: interlace === 1,
    hasPalette: colour === 3,
  };
};

const chunk = (type: string, data: Buffer): Buffer => {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
};

/** A frame after the first picture: its fcTL with a new sequence number, and its pixels. */
type Frame = { control: Buffer; data: Buffer[]; width: number; height: number };

/** Returns the chunks of an animation. Like decoders, it ignores an animation without an acTL chunk before the pixels. */
const readAnimation = (
  chunks: Chunk[],
  start: number,
  { width, height }: Header,
  count: ReturnType<typeof createFrameCount>,
) => {
  const beginning: Buffer[] = [];
  const frames: Frame[] = [];
  const declared = chunks.slice(0, start).find(({ type }) => type === 'acTL');
  if (!declared) return { beginning, frames };
  let sequence = 0;
  let controls = 0;
  beginning.push(chunk('acTL', part(declared.data, 0, 8)));
  for (const [index, { type, data, isIntact }] of chunks.entries()) {
    if (type !== 'fcTL' && type !== 'fdAT') continue;
    assertImage(isIntact, 'the PNG is damaged: a checksum of its animation is wrong');
    if (type === 'fdAT') {
      const frame = frames.at(-1) ?? refuse('the PNG is damaged: a frame has no size');
      frame.data.push(part(data, 4, data.length - 4));
      continue;
    }
    const control = Buffer.from(part(data, 0, 26));
    const [w, h, x, y] = [4, 8, 12, 16].map((at) => control.readUInt32BE(at)) as [number, number, number, number];
    assertImage(w > 0 && h > 0 && x + w <= width && y + h <= height, 'the PNG is damaged: a frame is outside');
    control.writeUInt32BE(sequence, 0);
    controls += 1;
    if (index < start) {
      assertImage(w === width && h === height && controls === 1, 'the PNG is damaged: its first frame is not whole');
      beginning.push(chunk('fcTL', control));
      sequence += 1;
    } else {
      count(w, h);
      frames.push({ control, data: [], width: w, height: h });
      sequence += 2;
    }
  }
  assertImage(declared.data.readUInt32BE(0) === controls, 'the PNG is damaged: frames are missing');
  return { beginning, frames };
};

const nextSequence = (control: Buffer): Buffer => {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(control.readUInt32BE(0) + 1);
  return number;
};

/** Yields the length of each row in bytes, including the filter byte. */
const rowLengths = function* ({ width, height, bitsPerPixel, isInterlaced }: Header): Generator<number> {
  const passes = isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  for (const [top, left, down, right] of passes) {
    const columns = Math.ceil((width - left) / right);
    if (columns <= 0) continue;
    const length = 1 + Math.ceil((columns * bitsPerPixel) / 8);
    for (let row = top; row < height; row += down) yield length;
  }
};

/** Returns the compressed bytes of the pixels, without trailing ones. Their number must be exactly that of the header. */
const checkedPixels = async (compressed: Buffer, header: Header): Promise<Buffer> => {
  const inflate = createInflate();
  inflate.end(compressed);
  const rows = rowLengths(header);
  let nextRow = 0;
  let total = 0;
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      while (nextRow < total + piece.length) {
        const { value: length = Number.POSITIVE_INFINITY, done } = rows.next() as IteratorResult<number, undefined>;
        assertImage(!done, 'the PNG is damaged: it has too many pixels');
        assertImage((piece[nextRow - total] ?? 0) <= 4, 'the PNG is damaged: a row has no filter');
        nextRow += length;
      }
      total += piece.length;
    }
  } catch (error) {
    if (error instanceof ImageRefused) throw error;
    refuse('the PNG is damaged: its pixels cannot be read');
  }
  assertImage(total === nextRow && rows.next().done === true, 'the PNG is damaged: it has too few pixels');
  return compressed.subarray(0, inflate.bytesWritten);
};
