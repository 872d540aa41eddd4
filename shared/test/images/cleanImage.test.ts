import { crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { cleanImage } from '../../src/images/cleanImage.ts';
import { ImageRefused } from '../../src/images/imageLimits.ts';
import { fixture, fixtures, pngChunks } from './fixtures.ts';
import { whitePng } from './whitePng.ts';

const typeOf = (name: string) => `image/${name.split('.').at(-1)?.replace('jpg', 'jpeg')}`;
const clean = async (file: Buffer) => (await cleanImage(file)).bytes;
const refusalOf = (file: Buffer): Promise<string> =>
  cleanImage(file).then(
    () => 'taken',
    (error: unknown) => {
      if (error instanceof ImageRefused) return error.message;
      throw error;
    },
  );

describe.each(fixtures)('%s', (name) => {
  const file = fixture(name);

  test('is an image of its type, and loses nothing when it is cleaned again', async () => {
    const { type, bytes } = await cleanImage(file);

    expect(type).toBe(typeOf(name));
    expect(await cleanImage(bytes)).toEqual({ type, bytes });
  });

  test('keeps no metadata', async () => {
    const bytes = await clean(file);

    expect(bytes.includes('SECRET')).toBe(false);
    for (const word of ['xmpmeta', 'Comment', '\0GPS', 'N\0\0\0'])
      expect(bytes.includes(word, 0, 'latin1')).toBe(false);
  });

  test('keeps nothing that follows its end', async () => {
    const more = Buffer.concat([file, Buffer.from('<html><script>alert(1)</script></html>')]);

    expect(await clean(more)).toEqual(await clean(file));
  });

  test('is rejected when it is cut off, wherever that is', async () => {
    const taken: number[] = [];
    for (let length = 0; length < file.length; length += 1) {
      if ((await refusalOf(file.subarray(0, length))) === 'taken') taken.push(length);
    }

    expect(taken).toEqual([]);
  });

  test('is taken or refused, and nothing else, whichever bit of it is wrong', async () => {
    const start = performance.now();
    for (let at = 0; at < file.length; at += 1) {
      const changed = Buffer.from(file);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
      await refusalOf(changed);
    }

    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('what changes how an image looks stays', () => {
  test.each(['rgb.png', 'baseline.jpg', 'alpha.webp', 'animated.webp'])('the orientation of %s', async (name) => {
    const orientation = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06', 'latin1');

    expect((await clean(fixture(name))).includes(orientation)).toBe(true);
  });

  test.each([
    ['profile.png', 'iCCP'],
    ['profile.jpg', 'ICC_PROFILE'],
    ['profile.webp', 'ICCP'],
    ['palette.png', 'tRNS'],
    ['rgb.png', 'gAMA'],
    ['rgb.png', 'pHYs'],
    ['cmyk.jpg', 'Adobe'],
    ['animated.gif', 'NETSCAPE2.0'],
    ['alpha.webp', 'ALPH'],
    ['animated.webp', 'ANIM'],
    ['animated.avif', 'stbl'],
    ['alpha.avif', 'auxC'],
  ])('of %s its %s', async (name, word) => {
    expect((await clean(fixture(name))).includes(word)).toBe(true);
  });

  test.each([
    ['animated.png', 'fcTL'],
    ['animated.gif', '!\xf9\x04'],
    ['animated.webp', 'ANMF'],
  ])('all three frames of %s', async (name, word) => {
    expect((await clean(fixture(name))).toString('latin1').split(word)).toHaveLength(4);
  });
});

describe('an AVIF is one by any of its brands', () => {
  test.each(['mif1', 'miaf', 'avis', 'avio'])('also when it calls itself %s first', async (brand) => {
    const file = fixture('still.avif');
    file.write(brand, 8, 'latin1');

    expect(await cleanImage(file)).toMatchObject({ type: 'image/avif' });
  });

  test('but not without one of them', async () => {
    const file = fixture('still.avif');
    file.fill('heic', 8, file.readUInt32BE(0));

    expect(await refusalOf(file)).toContain('not an image');
  });
});

test('an interlaced PNG has the rows of its seven passes, no more and no less', async () => {
  const interlaced = (rows: number) => {
    const file = whitePng(8, 8, 2 * rows); // a row of each pass takes one byte, and one for its filter
    file.writeUInt8(1, 28);
    file.writeUInt32BE(crc32(file.subarray(12, 29)), 29);
    return file;
  };

  expect(await clean(interlaced(15))).toEqual(interlaced(15));
  expect(await refusalOf(interlaced(14))).toContain('too few');
  expect(await refusalOf(interlaced(16))).toContain('too many');
});

test('a JPEG needs no JFIF', async () => {
  const file = fixture('progressive.jpg');
  const bare = Buffer.concat([file.subarray(0, 2), file.subarray(4 + file.readUInt16BE(4))]);

  expect(bare.includes('JFIF')).toBe(false);
  expect(await cleanImage(bare)).toEqual({ type: 'image/jpeg', bytes: bare });
});

const sized = (name: string, change: (file: Buffer) => void): Buffer => {
  const file = fixture(name);
  change(file);
  return file;
};

const enlargeGifFrame = (file: Buffer): void => {
  file.writeUInt16LE(1000, file.indexOf(Buffer.from(',\0\0\0\0', 'latin1')) + 5);
};

const resizeJpeg = (file: Buffer, width: number, height: number): void => {
  const frame = file.indexOf(Buffer.from([0xff, 0xc0, 0x00]));
  file.writeUInt16BE(height, frame + 5);
  file.writeUInt16BE(width, frame + 7);
};

/** The size of an AVIF's sequence header is in bits; its first bits are made to say that it is as large as can be. */
const enlargeAvif = (file: Buffer): void => {
  const units = file.indexOf('mdat') + 4;
  const header = file.indexOf(Buffer.from([0x0a]), units);
  file.fill(0xff, header + 3, header + 8);
};

describe('is rejected', () => {
  test.each([
    ['four bytes of a JPEG', fixture('baseline.jpg').subarray(0, 4), 'cut off'],
    ['a PNG cut off after 200 bytes', fixture('rgb.png').subarray(0, 200), 'cut off'],
    ['GIF89a followed by HTML', Buffer.from('GIF89a<html><script>alert(1)</script></html>'), 'damaged'],
    ['a small file of 16,000 × 16,000 pixels', whitePng(16_000, 16_000), 'more than 50 megapixels'],
    ['a row of pixels that no browser shows', whitePng(20_000, 1), 'wider or higher'],
    ['a PNG that inflates to more than its pixels', whitePng(10, 10, 1_000_000), 'too many pixels'],
    ['a PNG that inflates to less', whitePng(10, 10, 20), 'too few pixels'],
    ['a PNG whose header has a wrong checksum', sized('rgb.png', (file) => file.fill(0, 29, 33)), 'checksum of IHDR'],
    [
      'a PNG with a chunk that must be known, and is not',
      sized('rgb.png', (file) => file.write('TEXt', 37)),
      'checksum of TEXt',
    ],
    ['a GIF of 40,000 × 30,000 pixels', sized('still.gif', (file) => file.writeUInt32LE(0x75309c40, 6)), 'wider'],
    ['a GIF whose frame has too few pixels', sized('still.gif', enlargeGifFrame), 'too few pixels'],
    ['a JPEG of 65,535 × 600 pixels', sized('baseline.jpg', (file) => resizeJpeg(file, 65_535, 600)), 'wider'],
    [
      'a JPEG with hardly any data for its size',
      sized('baseline.jpg', (file) => resizeJpeg(file, 6000, 6000)),
      'too few',
    ],
    ['an AVIF whose pixels are larger than it says', sized('still.avif', enlargeAvif), 'wider'],
  ])('%s', async (_, file, reason) => {
    expect(await refusalOf(file)).toMatch(new RegExp(reason));
  });

  test.each([
    ['an animation of more frames than allowed', 1001, 1, 'more than 1000 frames'],
    ['an animation of more pixels than allowed', 60, 2000, 'more than 200 megapixels'],
  ])('%s', async (_, frames, side, reason) => {
    expect(await refusalOf(animatedGif(frames, side))).toContain(reason);
  });

  test('a PNG without its palette, its end or its order', async () => {
    const without = (name: string, type: string) => {
      const file = fixture(name);
      return Buffer.concat([
        file.subarray(0, 8),
        ...pngChunks(file).flatMap((one) => (one.type === type ? [] : one.bytes)),
      ]);
    };

    expect(await refusalOf(without('palette.png', 'PLTE'))).toContain('palette');
    expect(await refusalOf(without('rgb.png', 'IEND'))).toContain('cut off');
    expect(await refusalOf(without('rgb.png', 'IDAT'))).toContain('no pixels');
    expect(await refusalOf(without('rgb.png', 'IHDR'))).toContain('header');
    expect(await refusalOf(without('animated.png', 'fcTL'))).toContain('damaged');
  });
});

test('an image at the limit of pixels is taken within seconds', async () => {
  const start = performance.now();

  expect(await cleanImage(whitePng(8000, 5000))).toMatchObject({ type: 'image/png' });
  expect(performance.now() - start).toBeLessThan(10_000);
});

/** A GIF of frames of one colour: a code for each pixel up to the table's first growth, then the table is cleared. */
const animatedGif = (frames: number, side: number): Buffer => {
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  head.writeUInt16LE(side, 6);
  head.writeUInt16LE(side, 8);
  const image = Buffer.from(`,\0\0\0\0\0\0\0\0\0\x02`, 'latin1');
  image.writeUInt16LE(side, 5);
  image.writeUInt16LE(side, 7);
  const frame = Buffer.concat([image, runOfOneColour(side * side)]);
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from(';')]);
};

/** LZW blocks of a frame of `pixels` pixels of colour 0: each code stands for one more of them than the one before. */
const runOfOneColour = (pixels: number): Buffer => {
  const bytes: number[] = [];
  let buffer = 0;
  let filled = 0;
  let bits = 3;
  const write = (code: number) => {
    buffer |= code << filled;
    for (filled += bits; filled >= 8; filled -= 8) {
      bytes.push(buffer & 255);
      buffer >>>= 8;
    }
  };
  for (let left = pixels; left > 0; ) {
    write(4);
    bits = 3;
    let next = 6;
    write(0);
    left -= 1;
    for (let length = 2; left > 0 && next < 4095; length += 1) {
      write(next);
      left -= length;
      next += 1;
      if (next === 2 ** bits && bits < 12) bits += 1;
    }
  }
  write(5);
  bytes.push(buffer & 255);
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.slice(at, at + 255);
    blocks.push(Buffer.from([block.length, ...block]));
  }
  return Buffer.concat([...blocks, Buffer.from([0])]);
};
