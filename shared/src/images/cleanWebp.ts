import { orientationOf, orientationTiff } from './exif.ts';
import { assertImage, createFrameCount, part, refuse } from './imageLimits.ts';

/** Returns whether a file starts like a WebP. */
export const isWebp = (file: Buffer): boolean => /^RIFF.{4}WEBP$/s.test(file.toString('latin1', 0, 12));

const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;
const ANIMATION_FLAG = 0x02;

type Chunk = { type: string; data: Buffer };
type Size = { width: number; height: number };

/**
 * Reads a WebP and returns it without metadata and trailing bytes. Of EXIF data, only the orientation stays.
 *
 * @throws ImageRefused
 * @see https://developers.google.com/speed/webp/docs/riff_container
 */
export const cleanWebp = (file: Buffer): Buffer => {
  const chunks = readChunks(part(file, 12, part(file, 4, 4).readUInt32LE(0) - 4));
  const first = chunks[0] ?? refuse('the WebP is damaged: it has no pixels');
  const count = createFrameCount();
  if (first.type !== 'VP8X') {
    const { width, height } = pictureSize([first]);
    count(width, height);
    return riff([first]);
  }
  const canvas = {
    width: 1 + part(first.data, 4, 3).readUIntLE(0, 3),
    height: 1 + part(first.data, 7, 3).readUIntLE(0, 3),
  };
  const flags = first.data.readUInt8(0);
  count(canvas.width, canvas.height);
  const isAnimated = (flags & ANIMATION_FLAG) !== 0;
  const pictures = isAnimated ? frames(chunks, canvas, count) : still(chunks, canvas);
  const orientation = orientationIn(chunks);
  const head = Buffer.from(first.data.subarray(0, 10));
  head.writeUInt8((flags & ~(EXIF_FLAG | XMP_FLAG)) | (orientation === undefined ? 0 : EXIF_FLAG), 0);
  return riff([
    { type: 'VP8X', data: head },
    ...chunks.filter(({ type }) => type === 'ICCP').slice(0, 1),
    ...pictures,
    ...(orientation === undefined ? [] : [{ type: 'EXIF', data: orientationTiff(orientation) }]),
  ]);
};

const readChunks = (bytes: Buffer): Chunk[] => {
  const chunks: Chunk[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = part(bytes, at, 8).readUInt32LE(4);
    chunks.push({ type: bytes.toString('latin1', at, at + 4), data: part(bytes, at + 8, length) });
    at += 8 + length + (length % 2);
  }
  return chunks;
};

const still = (chunks: Chunk[], canvas: Size): Chunk[] => {
  const picture = pictureOf(chunks);
  const { width, height } = pictureSize(picture);
  assertImage(width === canvas.width && height === canvas.height, 'the WebP is damaged: its size is given twice');
  return picture;
};

/** Returns the chunks of an animation, after checking that each frame is within the canvas. */
const frames = (chunks: Chunk[], canvas: Size, count: ReturnType<typeof createFrameCount>): Chunk[] => {
  const head = chunks.find(({ type }) => type === 'ANIM') ?? refuse('the WebP is damaged: it has no animation');
  const found = chunks.filter(({ type }) => type === 'ANMF');
  assertImage(found.length > 0, 'the WebP is damaged: it has no pixels');
  const cleaned = found.map(({ type, data }) => {
    const [x = 0, y = 0, w = 0, h = 0] = [0, 3, 6, 9].map((at) => part(data, at, 3).readUIntLE(0, 3));
    const picture = pictureOf(readChunks(part(data, 16, data.length - 16)));
    const { width, height } = pictureSize(picture);
    assertImage(width === w + 1 && height === h + 1, 'the WebP is damaged: a frame has two sizes');
    assertImage(
      2 * x + width <= canvas.width && 2 * y + height <= canvas.height,
      'the WebP is damaged: a frame is outside',
    );
    count(width, height);
    return { type, data: Buffer.concat([data.subarray(0, 16), ...picture.flatMap(written)]) };
  });
  return [{ type: 'ANIM', data: part(head.data, 0, 6) }, ...cleaned];
};

/** Returns the chunks of one picture: its transparency, if it has any, then its pixels. */
const pictureOf = (chunks: Chunk[]): Chunk[] => {
  const bits =
    chunks.find(({ type }) => type === 'VP8 ' || type === 'VP8L') ?? refuse('the WebP is damaged: it has no pixels');
  const alpha = chunks.find(({ type }) => type === 'ALPH');
  return alpha && bits.type === 'VP8 ' ? [alpha, bits] : [bits];
};

/** Reads the size of a picture from its pixel data. */
const pictureSize = (picture: Chunk[]): Size => {
  const { type, data } = picture.at(-1) as Chunk;
  if (type === 'VP8L') {
    const bits = part(data, 1, 4).readUInt32LE(0);
    assertImage(
      data.length > 5 && data[0] === 0x2f && bits >>> 29 === 0,
      'the WebP is damaged: its header makes no sense',
    );
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  assertImage(type === 'VP8 ', 'the WebP is damaged: it has no pixels');
  const tag = part(data, 0, 10).readUIntLE(0, 3);
  const isKeyFrame = (tag & 1) === 0 && (tag & 0x10) !== 0 && data.readUIntBE(3, 3) === 0x9d012a;
  assertImage(isKeyFrame, 'the WebP is damaged: its header makes no sense');
  assertImage(10 + (tag >>> 5) < data.length, 'the image is cut off');
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
};

const orientationIn = (chunks: Chunk[]): number | undefined => {
  const data = chunks.find(({ type }) => type === 'EXIF')?.data;
  return data && orientationOf(data.toString('latin1', 0, 6) === 'Exif\0\0' ? data.subarray(6) : data);
};

const written = ({ type, data }: Chunk): Buffer[] => {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return [head, data, Buffer.alloc(data.length % 2)];
};

const riff = (chunks: Chunk[]): Buffer => {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks.flatMap(written)]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};
