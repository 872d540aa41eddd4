import { assertImage, part, refuse } from './imageLimits.ts';
import { type Box, readBoxes } from './isoBoxes.ts';

/** A range of bytes in a file. */
export type Extent = { start: number; length: number };

/** An item of an AVIF: a picture, part of one, or metadata. */
export type Item = { id: number; type: string; extents: Extent[]; properties: Box[] };

/** Encoders write a picture as one extent, or as one for each quality. */
const MAX_EXTENTS = 32;

/** The content of an AVIF's `meta` box: its items, and which of them is the main picture. */
export type Items = { items: Item[]; primary: Item; thumbnails: Set<number> };

/**
 * Reads the items of an AVIF and where in the file they are.
 *
 * @throws ImageRefused
 * @see https://aomediacodec.github.io/av1-avif/ and ISO/IEC 14496-12, section 8.11
 */
export const readItems = (file: Buffer, meta: Box): Items => {
  const boxes = readBoxes(file, meta.contentStart + 4, meta.end);
  const find = (type: string): Box =>
    boxes.find((box) => box.type === type) ?? refuse(`the AVIF is damaged: it has no ${type}`);
  const idat = boxes.find(({ type }) => type === 'idat');
  const places = readPlaces(find('iloc').content, idat);
  const properties = readProperties(file, find('iprp'));
  const items = readTypes(file, find('iinf')).map(({ id, type }) => ({
    id,
    type,
    extents: places.get(id) ?? [],
    properties: properties.get(id) ?? [],
  }));
  const pitm = find('pitm').content;
  const primaryId = part(pitm, 0, 1)[0] === 0 ? part(pitm, 4, 2).readUInt16BE(0) : part(pitm, 4, 4).readUInt32BE(0);
  const primary = items.find(({ id }) => id === primaryId) ?? refuse('the AVIF is damaged: it has no picture');
  return {
    items,
    primary,
    thumbnails: readThumbnails(
      file,
      boxes.find(({ type }) => type === 'iref'),
    ),
  };
};

/** Creates a function that reads consecutive numbers of `bytes`. */
const createCursor = (bytes: Buffer, from: number) => {
  let at = from;
  return (size: number): number => {
    const number = part(bytes, at, size);
    at += size;
    if (size === 0) return 0;
    return size <= 6 ? number.readUIntBE(0, size) : Number(number.readBigUInt64BE(0));
  };
};

const readPlaces = (iloc: Buffer, idat: Box | undefined): Map<number, Extent[]> => {
  const next = createCursor(iloc, 4);
  const version = part(iloc, 0, 1).readUInt8(0);
  const sizes = next(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15] as const;
  const indexSize = version > 0 ? sizes & 15 : 0;
  const isKnown = [offsetSize, lengthSize, baseSize, indexSize].every((size) => [0, 4, 8].includes(size));
  assertImage(isKnown && version <= 2, 'the AVIF is damaged: its items cannot be found');
  const places = new Map<number, Extent[]>();
  for (let items = next(version === 2 ? 4 : 2); items > 0; items -= 1) {
    const id = next(version === 2 ? 4 : 2);
    const construction = version > 0 ? next(2) & 15 : 0;
    const isHere = next(2) === 0 && (construction === 0 || (construction === 1 && idat !== undefined));
    assertImage(isHere, 'the AVIF is damaged: its items cannot be found');
    const base = next(baseSize) + (construction === 1 ? (idat as Box).contentStart : 0);
    const extents: Extent[] = [];
    const count = next(2);
    assertImage(count <= MAX_EXTENTS, 'the AVIF is damaged: an item is in too many pieces');
    for (let extent = 0; extent < count; extent += 1) {
      next(indexSize);
      const start = base + next(offsetSize);
      extents.push({ start, length: next(lengthSize) });
    }
    places.set(id, extents);
  }
  return places;
};

const readTypes = (file: Buffer, iinf: Box): { id: number; type: string }[] =>
  readBoxes(file, iinf.contentStart + (part(iinf.content, 0, 4)[0] === 0 ? 6 : 8), iinf.end).map(
    ({ type, content }) => {
      const version = part(content, 0, 1).readUInt8(0);
      assertImage(type === 'infe' && (version === 2 || version === 3), 'the AVIF is damaged: its items have no type');
      const next = createCursor(content, 4);
      const id = next(version === 2 ? 2 : 4);
      next(2);
      const at = version === 2 ? 8 : 10;
      return { id, type: part(content, at, 4).toString('latin1') };
    },
  );

const readProperties = (file: Buffer, iprp: Box): Map<number, Box[]> => {
  const [ipco, ...associations] = readBoxes(file, iprp.contentStart, iprp.end);
  assertImage(ipco?.type === 'ipco', 'the AVIF is damaged: it has no properties');
  const all = readBoxes(file, ipco.contentStart, ipco.end);
  const properties = new Map<number, Box[]>();
  for (const { type, content } of associations) {
    if (type !== 'ipma') continue;
    const head = part(content, 0, 4).readUInt32BE(0);
    const next = createCursor(content, 4);
    const isWide = (head & 1) === 1;
    for (let entries = next(4); entries > 0; entries -= 1) {
      const id = next(head >>> 24 === 0 ? 2 : 4);
      const indexes = Array.from({ length: next(1) }, () => next(isWide ? 2 : 1) & (isWide ? 0x7fff : 0x7f));
      properties.set(
        id,
        indexes.flatMap((index) => all[index - 1] ?? []),
      );
    }
  }
  return properties;
};

/** Returns the ids of items that are only thumbnails of others. */
const readThumbnails = (file: Buffer, iref: Box | undefined): Set<number> => {
  if (!iref) return new Set();
  const idSize = part(iref.content, 0, 1)[0] === 0 ? 2 : 4;
  const references = readBoxes(file, iref.contentStart + 4, iref.end);
  return new Set(
    references
      .filter(({ type }) => type === 'thmb')
      .map(({ content }) => part(content, 0, idSize).readUIntBE(0, idSize)),
  );
};
