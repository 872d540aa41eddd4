import { assortments } from './assortment.ts';
import { type Colour, colour, ellipse, encode, fill, gradient, type Outline, type Point } from './drawing.ts';
import type { Assortment } from './goods.ts';
import { chosen, type SeedProduct } from './inventory.ts';
import { motifs } from './motifs.ts';

/** The pictures of a seeded shop, drawn from product numbers: always the same for a number, each in its category's colour. */

type Picture = Buffer<ArrayBuffer>;
type Canvas = ReturnType<typeof gradient>;
type Place = { centre: Point; size: number; turn?: number };

/** Moves an outline with coordinates from −1 to 1 to its place on the picture. @param turn in radians */
const placed = (outline: Outline, { centre: [x, y], size, turn = 0 }: Place): Outline => {
  const [along, across] = [size * Math.cos(turn), size * Math.sin(turn)];
  return outline.map(([u, v]) => [x + u * along - v * across, y + u * across + v * along] as const);
};

const WHITE: Colour = [255, 255, 255];

/** Draws a pale disc, and on it the motif with its shadow. */
const drawMotif = (canvas: Canvas, { motif }: Assortment, hue: number, place: Place): void => {
  const { centre, size } = place;
  const [x, y] = centre;
  fill(canvas, ellipse(centre, size * 1.4, size * 1.4), WHITE, 0.22);
  fill(canvas, ellipse([x, y + size], size * 0.9, size * 0.12), colour(hue, 0.5, 0.2), 0.25);
  for (const [outline, lightness] of motifs[motif]) {
    fill(canvas, placed(outline, place), colour(hue, lightness > 0.7 ? 0.3 : 0.55, lightness));
  }
};

/** Draws the picture of a product: 640 × 480. */
export const productPicture = ({ n, assortment }: SeedProduct): Picture => {
  const hue = (assortment.hue + chosen(n, 10, 41) + 340) % 360;
  const canvas = gradient(640, 480, colour(hue, 0.62, 0.74), colour(hue + 24, 0.5, 0.48));
  const corner: Point = [chosen(n, 11, 640), chosen(n, 12, 2) * 480];
  fill(canvas, ellipse(corner, 150 + chosen(n, 13, 80), 150 + chosen(n, 13, 80)), WHITE, 0.1);
  const size = 120 + chosen(n, 14, 31);
  drawMotif(canvas, assortment, (hue + 180 + chosen(n, 15, 90)) % 360, {
    centre: [300 + chosen(n, 16, 41), 240],
    size,
    turn: (chosen(n, 17, 21) - 10) / 100,
  });
  return encode(canvas);
};

/** Draws the picture of a category: 640 × 480. */
export const categoryPicture = (assortment: Assortment): Picture => {
  const { hue } = assortment;
  const canvas = gradient(640, 480, colour(hue, 0.7, 0.66), colour(hue, 0.6, 0.4));
  drawMotif(canvas, assortment, hue, { centre: [320, 240], size: 155 });
  return encode(canvas);
};

/** Draws a banner: 1200 × 400, with three categories side by side. @param n 1 and up */
export const bannerPicture = (n: number): Picture => {
  const shown = [0, 3, 6]
    .map((step) => assortments[(n + step) % assortments.length])
    .filter((one) => one !== undefined);
  const hue = (n * 83) % 360;
  const canvas = gradient(1200, 400, colour(hue, 0.6, 0.72), colour(hue + 40, 0.55, 0.42));
  for (const [i, assortment] of shown.entries()) {
    drawMotif(canvas, assortment, (hue + 150 + 40 * i) % 360, { centre: [260 + 340 * i, 200], size: 105 });
  }
  return encode(canvas);
};
