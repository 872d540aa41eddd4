import { orientationOf, orientationTiff } from './exif.ts';
import { assertImage, createFrameCount, part, refuse } from './imageLimits.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
/** Baseline, extended and progressive: the kinds that browsers decode. */
const FRAMES = [0xc0, 0xc1, 0xc2];
/** Quantisation tables, Huffman tables, restart interval. */
const TABLES = [0xdb, 0xc4, 0xdd];

/** A decoder goes through the whole image for each scan of a progressive JPEG. Encoders write about ten. */
const MAX_SCANS = 100;

/** Returns whether a file starts like a JPEG. */
export const isJpeg = (file: Buffer): boolean => file.length >= 3 && file.readUIntBE(0, 3) === 0xffd8ff;

/** The header of a frame: its size in blocks, and its components. */
type Frame = { blocks: number; components: number[] };

/**
 * Reads a JPEG and returns it without metadata and trailing bytes. The colour profile and EXIF's orientation stay. The coefficients are
 * not decoded.
 *
 * @throws ImageRefused
 * @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf annex B
 */
export const cleanJpeg = (file: Buffer): Buffer => {
  const out = [file.subarray(0, 2)];
  let frame: Frame | undefined;
  let hasTables = false;
  let scanned = 0;
  let scans = 0;
  const seen = new Set<number>();
  for (let at = 2; ; ) {
    at = nextMarker(file, at);
    const marker = part(file, at, 1).readUInt8(0);
    if (marker === EOI) break;
    assertImage(
      marker !== SOI && marker !== 0 && !(marker >= 0xd0 && marker <= 0xd7),
      'the JPEG is damaged: a marker is out of place',
    );
    const length = part(file, at + 1, 2).readUInt16BE(0);
    assertImage(length >= 2, 'the JPEG is damaged: a segment has no length');
    const data = part(file, at + 3, length - 2);
    at += 1 + length;
    if (FRAMES.includes(marker)) {
      assertImage(frame === undefined, 'the JPEG is damaged: it has several frames');
      frame = readFrame(data);
      out.push(segment(marker, data));
    } else if (TABLES.includes(marker)) {
      hasTables ||= marker === 0xdb;
      out.push(segment(marker, data));
    } else if (marker === SOS) {
      assertImage(frame !== undefined && hasTables, 'the JPEG is damaged: pixels come before their size');
      for (const component of readScan(data, frame)) seen.add(component);
      const end = endOfScan(file, at);
      scanned += end - at;
      scans += 1;
      assertImage(scans <= MAX_SCANS, 'the JPEG is damaged: it has too many scans');
      out.push(segment(marker, data), file.subarray(at, end));
      at = end;
    } else if (marker >= 0xe0 && marker <= 0xef) {
      out.push(...keptOf(marker, data));
    } else if (marker !== 0xfe) {
      refuse('the JPEG is of a kind that browsers do not show');
    }
  }
  assertImage(frame !== undefined && seen.size === frame.components.length, 'the JPEG is damaged: it has no pixels');
  assertImage(scanned * 8 >= frame.blocks, 'the JPEG is damaged: it has too few pixels'); // a block needs at least one bit
  return Buffer.concat([...out, Buffer.from([0xff, EOI])]);
};

/** Returns the position of the next marker's second byte. Bytes between segments are skipped, as decoders do. */
const nextMarker = (file: Buffer, from: number): number => {
  let at = file.indexOf(0xff, from);
  assertImage(at >= 0, 'the image is cut off');
  while (file[at] === 0xff) at += 1;
  return at;
};

const segment = (marker: number, data: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};

const readFrame = (data: Buffer): Frame => {
  const [precision, , , , , components = 0] = part(data, 0, 6);
  assertImage(precision === 8 && [1, 3, 4].includes(components), 'the JPEG is of a kind that browsers do not show');
  assertImage(data.length === 6 + 3 * components, 'the JPEG is damaged: its header makes no sense');
  const height = data.readUInt16BE(1);
  const width = data.readUInt16BE(3);
  createFrameCount()(width, height);
  const ids: number[] = [];
  for (let at = 6; at < data.length; at += 3) {
    const sampling = data.readUInt8(at + 1);
    const isSampled = [sampling >> 4, sampling & 15].every((factor) => factor >= 1 && factor <= 4);
    assertImage(isSampled && data.readUInt8(at + 2) <= 3, 'the JPEG is damaged: its header makes no sense');
    ids.push(data.readUInt8(at));
  }
  return { blocks: Math.ceil(width / 8) * Math.ceil(height / 8), components: ids };
};

const readScan = (data: Buffer, { components }: Frame): number[] => {
  const [count = 0] = part(data, 0, 1);
  assertImage(count >= 1 && count <= 4 && data.length === 4 + 2 * count, 'the JPEG is damaged: a scan makes no sense');
  const ids = Array.from({ length: count }, (_, index) => data.readUInt8(1 + 2 * index));
  assertImage(
    ids.every((id) => components.includes(id)),
    'the JPEG is damaged: a scan makes no sense',
  );
  return ids;
};

/** Returns the position of the marker after a scan. FF 00 is data, and restart markers belong to the scan. */
const endOfScan = (file: Buffer, from: number): number => {
  for (let at = from; ; at += 2) {
    at = file.indexOf(0xff, at);
    assertImage(at >= 0 && at + 1 < file.length, 'the image is cut off');
    const next = file.readUInt8(at + 1);
    if (next === 0xff) at -= 1;
    else if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
};

/** Returns the parts of an application segment that affect how the image looks. */
const keptOf = (marker: number, data: Buffer): Buffer[] => {
  if (marker === 0xe0 && data.length >= 14 && data.toString('latin1', 0, 5) === 'JFIF\0') {
    return [segment(marker, Buffer.concat([data.subarray(0, 12), Buffer.alloc(2)]))]; // without its thumbnail
  }
  if (marker === 0xe1 && data.toString('latin1', 0, 6) === 'Exif\0\0') {
    const orientation = orientationOf(data.subarray(6));
    if (orientation === undefined) return [];
    return [segment(marker, Buffer.concat([data.subarray(0, 6), orientationTiff(orientation)]))];
  }
  const isProfile = marker === 0xe2 && data.toString('latin1', 0, 12) === 'ICC_PROFILE\0';
  const isAdobe = marker === 0xee && data.length >= 12 && data.toString('latin1', 0, 5) === 'Adobe';
  return isProfile ? [segment(marker, data)] : isAdobe ? [segment(marker, data.subarray(0, 12))] : [];
};
