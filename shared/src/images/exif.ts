const ORIENTATION = 0x0112;
const SHORT = 3;

/**
 * Reads an image's orientation from EXIF data: 2 to 8, or `undefined` if there is none or it is 1, upright.
 *
 * @param tiff begins with the byte order (`II` or `MM`)
 * @see https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E section 4.6.5
 */
export const orientationOf = (tiff: Buffer): number | undefined => {
  const order = tiff.toString('latin1', 0, 4);
  if (order !== 'II*\0' && order !== 'MM\0*') return undefined;
  const isLittle = order === 'II*\0';
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  if (tiff.length < 8) return undefined;
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return undefined;
  const end = Math.min(directory + 2 + short(directory) * 12, tiff.length - 11);
  for (let entry = directory + 2; entry < end; entry += 12) {
    if (short(entry) !== ORIENTATION) continue;
    const value = short(entry + 8);
    return short(entry + 2) === SHORT && value >= 2 && value <= 8 ? value : undefined;
  }
  return undefined;
};

/** Returns EXIF data that contains only the orientation. */
export const orientationTiff = (orientation: number): Buffer => {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*\0\0\0\x08\0\x01', 'latin1');
  tiff.writeUInt16BE(ORIENTATION, 10);
  tiff.writeUInt16BE(SHORT, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return tiff;
};
