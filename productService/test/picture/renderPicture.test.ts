import { cleanImage } from '@ecommerce/shared/images/cleanImage.ts';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { fixture, fixtures } from '../../../shared/test/images/fixtures.ts';
import { renderPicture } from '../../src/picture/renderPicture.ts';

const render = async (file: Buffer) => renderPicture(await cleanImage(file));

/** Noise, which no format compresses to nothing. */
const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  });

/** A picture with a red left half, whose camera was held sideways: shown upright, its upper half is red. */
const sideways = async () => {
  const left = await sharp({ create: { width: 300, height: 400, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 600, height: 400, channels: 3, background: 'blue' } })
    .composite([{ input: left, left: 0, top: 0 }])
    .withExif({ IFD0: { Copyright: 'SECRET' }, IFD3: { GPSLatitude: '51/1 30/1 3230/100' } })
    .withMetadata({ orientation: 6 });
};

describe('a picture', () => {
  test.each(fixtures)('of each kind is decoded, and has renditions without metadata: %s', async (name) => {
    const { renditions, width, height } = await render(fixture(name));

    for (const rendition of Object.values(renditions)) {
      const shown = await sharp(rendition).metadata();
      expect(shown).toMatchObject({ format: 'webp', width, height });
      expect([shown.exif, shown.icc, shown.xmp, shown.pages]).toEqual([undefined, undefined, undefined, undefined]);
    }
  });

  test('has renditions of at most 200, 600 and 1,200 pixels, never larger than itself', async () => {
    const sizesOf = async (file: Buffer) => {
      const { renditions, width, height } = await render(file);
      const sides = Object.values(renditions).map(async (rendition) => {
        const { width: w, height: h } = await sharp(rendition).metadata();
        return [w, h];
      });
      return [[width, height], ...(await Promise.all(sides))];
    };

    expect(await sizesOf(await noise(1600, 800).jpeg().toBuffer())).toEqual([
      [1600, 800],
      [200, 100],
      [600, 300],
      [1200, 600],
    ]);
    expect(await sizesOf(await noise(10, 300).png().toBuffer())).toEqual([
      [10, 300],
      [7, 200],
      [10, 300],
      [10, 300],
    ]);
  });

  test.each(['jpeg', 'png', 'webp'] as const)('that lies on its side is turned upright, as %s', async (format) => {
    const file = await (await sideways()).toFormat(format).toBuffer();
    expect(file.includes('SECRET')).toBe(true);

    const { bytes, width, height, renditions } = await render(file);

    expect([width, height]).toEqual([400, 600]);
    for (const shown of [bytes, renditions.large]) {
      const { orientation, exif, width: w, height: h } = await sharp(shown).metadata();
      expect([orientation, exif, w, h]).toEqual([undefined, undefined, 400, 600]);
      const [red = 0, , blue = 0] = await sharp(shown)
        .extract({ left: 200, top: 100, width: 1, height: 1 })
        .raw()
        .toBuffer();
      expect(red).toBeGreaterThan(240);
      expect(blue).toBeLessThan(15);
    }
    expect(bytes.includes('SECRET')).toBe(false);
  });

  test('that is upright is published as it was cleaned, not encoded anew', async () => {
    const cleaned = await cleanImage(await noise(300, 200).jpeg({ quality: 60 }).toBuffer());

    expect((await renderPicture(cleaned)).bytes).toEqual(cleaned.bytes);
  });
});

describe('an animation', () => {
  test.each(['animated.gif', 'animated.png', 'animated.webp', 'animated.avif'])(
    'stays one, and its renditions are stills: %s',
    async (name) => {
      const cleaned = await cleanImage(fixture(name));

      const { bytes, renditions } = await renderPicture(cleaned);

      expect(bytes).toEqual(cleaned.bytes);
      expect((await sharp(renditions.small, { animated: true }).metadata()).pages).toBeUndefined();
    },
  );

  test('whose later frame is damaged is rejected', async () => {
    const frames = await Promise.all([1, 2, 3].map(() => noise(64, 64).png().toBuffer()));
    const animation = await sharp(frames, { join: { animated: true } })
      .webp({ quality: 80 })
      .toBuffer();
    const last = animation.lastIndexOf('VP8 ');
    expect((await sharp(animation).metadata()).pages).toBe(3);
    animation.fill(0, last + 8, last + 60);

    await expect(render(animation)).rejects.toMatchObject({ name: 'ImageRefused' });
  });
});

describe('what is no whole picture is rejected', () => {
  const formats = ['jpeg', 'png', 'webp', 'gif', 'avif'] as const;

  test.each(formats)('a %s that ends early', async (format) => {
    const file = await noise(400, 300).toFormat(format).toBuffer();

    await expect(render(file.subarray(0, Math.floor(file.length / 2)))).rejects.toMatchObject({ name: 'ImageRefused' });
  });

  test('a JPEG that ends early and pretends not to', async () => {
    const file = await noise(400, 300).jpeg().toBuffer();
    const stub = Buffer.concat([file.subarray(0, Math.floor(file.length / 2)), Buffer.from([0xff, 0xd9])]);

    await expect(render(stub)).rejects.toMatchObject({
      name: 'ImageRefused',
      message: expect.stringContaining('the image cannot be decoded'),
    });
  });

  test('one of more than 50 megapixels, however few bytes it takes', async () => {
    const file = await sharp({ create: { width: 10_000, height: 5_001, channels: 3, background: 'grey' } })
      .png()
      .toBuffer();
    expect(file.length).toBeLessThan(1_000_000);

    await expect(render(file)).rejects.toMatchObject({ message: 'more than 50 megapixels' });
  });
});
