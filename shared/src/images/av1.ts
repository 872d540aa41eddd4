import { assertImage, part } from './imageLimits.ts';

const SEQUENCE_HEADER = 1;
const FRAME_HEADER = 3;
const FRAME = 6;

/**
 * Reads all units (OBUs) of one AV1 picture.
 *
 * @returns the size in the sequence header, if there is one, and whether there is a frame
 * @throws ImageRefused
 * @see https://aomediacodec.github.io/av1-spec/av1-spec.pdf sections 5.3 to 5.5
 */
export const readUnits = (bytes: Buffer): { size?: { width: number; height: number }; hasFrame: boolean } => {
  let size: { width: number; height: number } | undefined;
  let hasFrame = false;
  for (let at = 0; at < bytes.length; ) {
    const head = part(bytes, at, 1).readUInt8(0);
    assertImage((head & 0x80) === 0, 'the AVIF is damaged: its pixels cannot be read');
    const type = (head >> 3) & 15;
    at += head & 4 ? 2 : 1;
    let length = bytes.length - at;
    if (head & 2) [length, at] = readLength(bytes, at);
    const content = part(bytes, at, length);
    if (type === SEQUENCE_HEADER) size = sizeIn(content);
    hasFrame ||= (type === FRAME || type === FRAME_HEADER) && length > 0;
    at += length;
  }
  return { ...(size ? { size } : {}), hasFrame };
};

/** Reads a number of 7 bits per byte, the lowest first (LEB128). Returns it and where it ends. */
const readLength = (bytes: Buffer, from: number): [length: number, at: number] => {
  let length = 0;
  for (let index = 0; ; index += 1) {
    const byte = part(bytes, from + index, 1).readUInt8(0);
    length += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return [length, from + index + 1];
    assertImage(index < 7, 'the AVIF is damaged: its pixels cannot be read');
  }
};

const sizeIn = (header: Buffer): { width: number; height: number } => {
  let at = 0;
  const bits = (count: number): number => {
    let value = 0;
    for (const end = at + count; at < end; at += 1) {
      value = value * 2 + ((part(header, at >> 3, 1).readUInt8(0) >> (7 - (at & 7))) & 1);
    }
    return value;
  };
  bits(4); // profile, still picture
  if (bits(1)) bits(5);
  else skipOperatingPoints(bits);
  const widthBits = bits(4) + 1;
  const heightBits = bits(4) + 1;
  return { width: bits(widthBits) + 1, height: bits(heightBits) + 1 };
};

const skipOperatingPoints = (bits: (count: number) => number): void => {
  const hasTiming = bits(1);
  let delayBits = 0;
  if (hasTiming) {
    bits(64);
    if (bits(1)) skipVariableLength(bits);
    if (bits(1)) {
      delayBits = bits(5) + 1;
      bits(42);
    }
  }
  const hasDelay = bits(1);
  const points = bits(5) + 1;
  for (let point = 0; point < points; point += 1) {
    bits(12);
    if (bits(5) > 7) bits(1);
    if (delayBits > 0 && bits(1)) bits(2 * delayBits + 1);
    if (hasDelay && bits(1)) bits(4);
  }
};

const skipVariableLength = (bits: (count: number) => number): void => {
  let zeros = 0;
  while (zeros < 32 && bits(1) === 0) zeros += 1;
  if (zeros < 32) bits(zeros);
};
