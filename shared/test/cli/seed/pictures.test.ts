import { describe, expect, test } from '@jest/globals';
import { PNG } from 'pngjs';
import { assortments } from '../../../cli/seed/assortment.ts';
import { colour, fill, gradient } from '../../../cli/seed/drawing.ts';
import { BANNERS, seedProduct } from '../../../cli/seed/inventory.ts';
import { bannerPicture, categoryPicture, productPicture } from '../../../cli/seed/pictures.ts';
import { cleanImage } from '../../../src/images/cleanImage.ts';

const products = Array.from({ length: 20 }, (_, i) => productPicture(seedProduct(i + 1)));
const categories = assortments.map(categoryPicture);
const banners = Array.from({ length: BANNERS }, (_, i) => bannerPicture(i + 1));

describe('the pictures of a filled shop', () => {
  test.each([
    ['products', products, 640, 480],
    ['categories', categories, 640, 480],
    ['banners', banners, 1200, 400],
  ])('of %s are images of the right size that load quickly', async (_, pictures, width, height) => {
    for (const picture of pictures) {
      expect(await cleanImage(picture)).toMatchObject({ type: 'image/png' });
      expect(PNG.sync.read(picture)).toMatchObject({ width, height });
      expect(picture.length).toBeLessThan(100_000);
    }
  });

  test('are all different, also of products of one category', () => {
    const all = [...products, ...categories, ...banners].map((picture) => picture.toString('base64'));

    expect(new Set(all).size).toBe(all.length);
  });

  test('are the same each time', () => {
    expect(productPicture(seedProduct(7)).equals(products[6] ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('a drawing', () => {
  const black = colour(0, 0, 0);
  const white = colour(0, 0, 1);
  const pixel = ({ data, width }: PNG, x: number, y: number) => [
    ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
  ];

  test('runs from the colour above to the one below', () => {
    const png = gradient(4, 3, black, white);

    expect([0, 1, 2].map((y) => pixel(png, 3, y))).toEqual([
      [0, 0, 0, 255],
      [128, 128, 128, 255],
      [255, 255, 255, 255],
    ]);
  });

  test('is painted inside an outline only, half where half of a pixel is inside, and as thick as the paint is', () => {
    const png = gradient(8, 8, black, black);
    fill(
      png,
      [
        [2, 2],
        [5.5, 2],
        [5.5, 4],
        [2, 4],
      ],
      white,
    );
    fill(
      png,
      [
        [0, 6],
        [2, 6],
        [2, 8],
        [0, 8],
      ],
      white,
      0.2,
    );

    expect([1, 2, 4, 5, 6].map((x) => pixel(png, x, 3)[0])).toEqual([0, 255, 255, 127, 0]);
    expect([1, 2, 3, 4].map((y) => pixel(png, 3, y)[0])).toEqual([0, 255, 255, 0]);
    expect(pixel(png, 1, 7)).toEqual([51, 51, 51, 255]);
  });

  test('may reach beyond the picture', () => {
    const png = gradient(4, 4, black, black);
    fill(
      png,
      [
        [-9, -9],
        [2, -9],
        [2, 9],
        [-9, 9],
      ],
      white,
    );

    expect([0, 1, 2, 3].map((x) => pixel(png, x, 3)[0])).toEqual([255, 255, 0, 0]);
  });

  test.each([
    [0, [255, 0, 0]],
    [120, [0, 255, 0]],
    [240, [0, 0, 255]],
  ])('has at %i degrees of the wheel the colour %j', (hue, expected) => {
    expect(colour(hue, 1, 0.5)).toEqual(expected);
  });
});
