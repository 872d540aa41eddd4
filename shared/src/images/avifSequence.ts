import type { Extent } from './avifItems.ts';
import { assertImage, MAX_FRAMES, part, refuse } from './imageLimits.ts';
import { type Box, blankBox, readBoxes } from './isoBoxes.ts';

/** The boxes of a sequence that are needed to play it; all others are metadata. */
const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'minf', 'dinf', 'stbl', 'edts']);
const KEPT = new Set(
  'mvhd tkhd mdhd hdlr vmhd nmhd dref stsd stts stsc stsz stco co64 stss ctts cslg sgpd sbgp elst tref free'.split(' '),
);
/** Boxes that begin with the times of their creation and change. */
const DATED = new Set(['mvhd', 'tkhd', 'mdhd']);

/** A track of pictures: its size and the position of its frames. */
export type Track = { width: number; height: number; frames: Extent[] };

/**
 * Reads the tracks of an animated AVIF, and overwrites metadata inside `moov`.
 *
 * @throws ImageRefused
 * @see ISO/IEC 14496-12, sections 8.2 to 8.7
 */
export const cleanTracks = (file: Buffer, moov: Box): Track[] => {
  const tracks: Track[] = [];
  const visit = (container: Box, depth = 0): Map<string, Box> => {
    assertImage(depth <= CONTAINERS.size, 'the AVIF is damaged: its boxes are nested too deeply');
    const inside = new Map<string, Box>();
    for (const box of readBoxes(file, container.contentStart, container.end)) {
      inside.set(box.type, box);
      if (CONTAINERS.has(box.type)) for (const [type, inner] of visit(box, depth + 1)) inside.set(type, inner);
      else if (!KEPT.has(box.type)) blankBox(file, box);
      if (DATED.has(box.type)) box.content.fill(0, 4, part(box.content, 0, 4)[0] === 1 ? 20 : 12);
      if (box.type === 'trak') {
        tracks.push(readTrack(file, inside));
        inside.clear();
      }
    }
    return inside;
  };
  visit(moov);
  return tracks;
};

const readTrack = (file: Buffer, boxes: Map<string, Box>): Track => {
  const find = (type: string): Box => boxes.get(type) ?? refuse(`the AVIF is damaged: it has no ${type}`);
  const stsd = find('stsd');
  const [entry] = readBoxes(file, stsd.contentStart + 8, stsd.end);
  assertImage(entry?.type === 'av01', 'the AVIF is damaged: a track has no pictures');
  const sizes = readSizes(find('stsz').content);
  const frames = placed(sizes, readChunks(boxes), readRuns(find('stsc').content));
  return {
    width: part(entry.content, 24, 2).readUInt16BE(0),
    height: part(entry.content, 26, 2).readUInt16BE(0),
    frames,
  };
};

const readSizes = (stsz: Buffer): number[] => {
  const size = part(stsz, 4, 4).readUInt32BE(0);
  const count = part(stsz, 8, 4).readUInt32BE(0);
  assertImage(count > 0, 'the AVIF is damaged: a track has no pictures');
  assertImage(count <= MAX_FRAMES, `more than ${MAX_FRAMES} frames`);
  return Array.from({ length: count }, (_, index) => size || part(stsz, 12 + 4 * index, 4).readUInt32BE(0));
};

/** Returns where each chunk of frames begins. */
const readChunks = (boxes: Map<string, Box>): number[] => {
  const long = boxes.get('co64');
  const table = (long ?? boxes.get('stco') ?? refuse('the AVIF is damaged: it has no stco')).content;
  const count = part(table, 4, 4).readUInt32BE(0);
  const bytes = part(table, 8, count * (long ? 8 : 4));
  return Array.from({ length: count }, (_, index) =>
    long ? Number(bytes.readBigUInt64BE(8 * index)) : bytes.readUInt32BE(4 * index),
  );
};

type Run = { firstChunk: number; framesPerChunk: number };

const readRuns = (stsc: Buffer): Run[] => {
  const bytes = part(stsc, 8, part(stsc, 4, 4).readUInt32BE(0) * 12);
  return Array.from({ length: bytes.length / 12 }, (_, index) => ({
    firstChunk: bytes.readUInt32BE(12 * index),
    framesPerChunk: bytes.readUInt32BE(12 * index + 4),
  }));
};

const placed = (sizes: number[], chunks: number[], runs: Run[]): Extent[] => {
  const frames: Extent[] = [];
  let run = 0;
  for (const [index, offset] of chunks.entries()) {
    while ((runs[run + 1]?.firstChunk ?? Number.POSITIVE_INFINITY) <= index + 1) run += 1;
    let start = offset;
    const count = Math.min(runs[run]?.framesPerChunk ?? 0, sizes.length - frames.length);
    for (let frame = 0; frame < count; frame += 1) {
      const length = sizes[frames.length] ?? 0;
      frames.push({ start, length });
      start += length;
    }
  }
  assertImage(frames.length === sizes.length, 'the AVIF is damaged: frames are missing');
  return frames;
};
