import { readUnits } from './av1.ts';
import { type Extent, type Item, type Items, readItems } from './avifItems.ts';
import { cleanTracks, type Track } from './avifSequence.ts';
import { orientationTiff } from './exif.ts';
import { assertImage, createFrameCount, part } from './imageLimits.ts';
import { type Box, blankBox, readBoxes } from './isoBoxes.ts';

/** Returns whether any brand in a file's header, not only the first, says that it is an AVIF. */
export const isAvif = (file: Buffer): boolean => {
  if (file.length < 16 || file.toString('latin1', 4, 8) !== 'ftyp') return false;
  const end = Math.min(file.readUInt32BE(0), file.length, 256);
  for (let at = 8; at + 4 <= end; at += 4) {
    if (at !== 12 && ['avif', 'avis'].includes(file.toString('latin1', at, at + 4))) return true;
  }
  return false;
};

/** Boxes within `meta` that are needed to show the picture. */
const KEPT = new Set(['hdlr', 'pitm', 'iloc', 'iinf', 'iprp', 'iref', 'idat', 'grpl', 'dinf', 'free']);

/** Types of items that form the picture; `tmap` brightens it on HDR screens. */
const PICTURES = new Set(['av01', 'grid', 'iovl', 'tmap', 'sato']);

type Count = ReturnType<typeof createFrameCount>;

/**
 * Reads an AVIF, still or animated, and returns it without metadata and trailing bytes. Metadata and unused data are overwritten in
 * place, not removed, because pictures are found by their offset in the file.
 *
 * @throws ImageRefused
 * @see https://aomediacodec.github.io/av1-avif/
 */
export const cleanAvif = (original: Buffer): Buffer => {
  const file = Buffer.from(original);
  const boxes = readBoxes(file, 0, file.length, { isWholeFile: true });
  const find = (type: string): Box | undefined => boxes.find((box) => box.type === type);
  const [meta, moov] = [find('meta'), find('moov')];
  assertImage(meta !== undefined || moov !== undefined, 'the image is cut off');
  const count = createFrameCount();
  const used: Extent[] = [];
  if (meta) used.push(...cleanItems(file, meta, count));
  for (const track of moov ? cleanTracks(file, moov) : []) used.push(...checkTrack(file, track, count));
  const data = boxes.filter(({ type }) => type === 'mdat');
  assertWithin(used, [...data, ...(meta ? [meta] : [])]);
  for (const box of data) blankUnused(file, box, used);
  const top = new Set([...boxes.filter(({ type }) => type === 'ftyp').slice(0, 1), meta, moov, ...data]);
  for (const box of boxes) if (!top.has(box)) blankBox(file, box);
  return file.subarray(0, Math.max(...[...top].map((box) => box?.end ?? 0)));
};

/** Checks the pictures of `meta` and overwrites the other items. Returns where the pictures are. */
const cleanItems = (file: Buffer, meta: Box, count: Count): Extent[] => {
  const found = readItems(file, meta);
  assertImage(['av01', 'grid'].includes(found.primary.type), 'the AVIF is damaged: it has no picture');
  for (const box of readBoxes(file, meta.contentStart + 4, meta.end)) {
    if (!KEPT.has(box.type)) blankBox(file, box);
    if (box.type === 'hdlr') box.content.fill(0, Math.min(24, box.content.length)); // its name could contain anything
  }
  assertModest(
    file,
    found.items.flatMap(({ extents }) => extents),
  );
  const isKept = ({ id, type }: Item) => PICTURES.has(type) && !found.thumbnails.has(id);
  for (const item of found.items) if (!isKept(item)) overwrite(file, item);
  const pictures = found.items.filter(isKept);
  for (const picture of pictures) checkPicture(file, picture, count);
  return [...pictures, ...emptied(found)].flatMap(({ extents }) => extents);
};

/** Returns items whose data was overwritten, but has to stay readable. */
const emptied = ({ items }: Items): Item[] => items.filter(({ type }) => type === 'Exif');

/** Replaces EXIF data by empty EXIF data, and anything else by zeros. An AVIF is rotated by its properties, not by EXIF data. */
const overwrite = (file: Buffer, { type, extents }: Item): void => {
  for (const { start, length } of extents) part(file, start, length).fill(0);
  const [first] = extents;
  const nothing = Buffer.concat([Buffer.alloc(4), orientationTiff(1)]);
  if (type === 'Exif' && first && first.length >= nothing.length) nothing.copy(file, first.start);
};

const checkPicture = (file: Buffer, { type, extents, properties }: Item, count: Count): void => {
  const bytes = Buffer.concat(extents.map(({ start, length }) => part(file, start, length)));
  if (type === 'tmap') return;
  assertImage(bytes.length > 0, 'the AVIF is damaged: it has no pixels');
  const size = properties.find((property) => property.type === 'ispe')?.content;
  assertImage(size !== undefined, 'the AVIF is damaged: a picture has no size');
  const [width, height] = [part(size, 4, 4).readUInt32BE(0), part(size, 8, 4).readUInt32BE(0)];
  createFrameCount()(width, height);
  if (type !== 'av01') return;
  count(width, height);
  const configuration = properties.find((property) => property.type === 'av1C')?.content;
  assertImage(configuration !== undefined, 'the AVIF is damaged: a picture has no configuration');
  const inside = readUnits(bytes);
  const stated = inside.size ?? readUnits(part(configuration, 4, configuration.length - 4)).size;
  assertImage(inside.hasFrame && stated !== undefined, 'the AVIF is damaged: it has no pixels');
  createFrameCount()(stated.width, stated.height);
};

const checkTrack = (file: Buffer, { width, height, frames }: Track, count: Count): Extent[] => {
  assertModest(file, frames);
  for (const { start, length } of frames) {
    const { size, hasFrame } = readUnits(part(file, start, length));
    assertImage(hasFrame, 'the AVIF is damaged: a frame has no pixels');
    count(width, height);
    if (size) createFrameCount()(size.width, size.height);
  }
  return frames;
};

/** Rejects pictures that share so many bytes that reading them would take long. */
const assertModest = ({ length: limit }: Buffer, extents: Extent[]): void => {
  const total = extents.reduce((sum, { length }) => sum + length, 0);
  assertImage(total <= 2 * limit, 'the AVIF is damaged: its pictures overlap');
};

const assertWithin = (extents: Extent[], boxes: Box[]): void => {
  const isWithin = ({ start, length }: Extent) =>
    boxes.some((box) => start >= box.contentStart && start + length <= box.end);
  assertImage(extents.every(isWithin), 'the AVIF is damaged: its pixels are not where they should be');
};

/** Overwrites the bytes of a box that belong to no picture. */
const blankUnused = (file: Buffer, { contentStart, end }: Box, used: Extent[]): void => {
  let at = contentStart;
  for (const { start, length } of used.toSorted((one, other) => one.start - other.start)) {
    if (start >= end) break;
    if (start > at) file.fill(0, at, start);
    at = Math.max(at, start + length);
  }
  if (at < end) file.fill(0, at, end);
};
