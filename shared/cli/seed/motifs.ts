import { ellipse, type Outline } from './drawing.ts';

/** Part of a motif, with coordinates from −1 to 1, and its lightness: 0 dark, 1 white. */
type Part = readonly [outline: Outline, lightness: number];

/** Parses an outline in SVG's format for the points of a polygon. */
const polygon = (points: string): Outline =>
  points.split(', ').map((point) => {
    const [x = 0, y = 0] = point.split(' ').map(Number);
    return [x, y] as const;
  });

const box = (left: number, top: number, right: number, bottom: number): Outline => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

/** Returns a ring of the given width as a single outline. */
const ring = (x: number, y: number, rx: number, ry: number, width: number): Outline => {
  const [outer, inner] = [ellipse([x, y], rx, ry), ellipse([x, y], rx - width, ry - width)];
  return [...outer, ...outer.slice(0, 1), ...inner, ...inner.slice(0, 1)];
};

/** The motifs on the pictures of each category. */
export const motifs = {
  mug: [
    [ring(0.5, 0.1, 0.42, 0.42, 0.14), 0.82],
    [polygon('-0.7 -0.5, 0.5 -0.5, 0.44 0.72, 0.36 0.8, -0.56 0.8, -0.64 0.72'), 0.92],
    [ellipse([-0.1, -0.5], 0.6, 0.13), 0.75],
    [ellipse([-0.1, -0.48], 0.52, 0.09), 0.25],
  ],
  lamp: [
    [box(-0.05, -0.2, 0.05, 0.8), 0.3],
    [ellipse([0, 0.82], 0.42, 0.1), 0.3],
    [polygon('-0.36 -0.9, 0.36 -0.9, 0.72 0, -0.72 0'), 0.94],
    [ellipse([0, 0], 0.72, 0.1), 0.8],
  ],
  book: [
    [polygon('-0.62 -0.85, 0.62 -0.85, 0.62 0.85, -0.62 0.85'), 0.35],
    [box(-0.5, 0.66, 0.62, 0.8), 0.97],
    [box(-0.62, -0.85, -0.44, 0.85), 0.24],
    [box(-0.22, -0.5, 0.42, -0.34), 0.9],
    [box(-0.22, -0.24, 0.24, -0.16), 0.8],
  ],
  bag: [
    [ring(0, -0.3, 0.42, 0.6, 0.1), 0.28],
    [polygon('-0.7 -0.3, 0.7 -0.3, 0.82 0.85, -0.82 0.85'), 0.88],
    [polygon('-0.7 -0.3, 0.7 -0.3, 0.74 0.1, 0 0.3, -0.74 0.1'), 0.72],
    [ellipse([0, 0.26], 0.08, 0.08), 0.25],
  ],
  plant: [
    [ellipse([0, -0.35], 0.2, 0.6), 0.3],
    [polygon('0 0.2, -0.75 -0.1, -0.85 -0.6, -0.35 -0.3'), 0.38],
    [polygon('0 0.2, 0.75 -0.1, 0.85 -0.6, 0.35 -0.3'), 0.44],
    [polygon('-0.5 0.15, 0.5 0.15, 0.36 0.9, -0.36 0.9'), 0.9],
    [box(-0.58, 0.08, 0.58, 0.26), 0.8],
  ],
  clock: [
    [ellipse([0, 0], 0.88, 0.88), 0.3],
    [ellipse([0, 0], 0.76, 0.76), 0.96],
    [polygon('-0.05 0.08, 0.05 0.08, 0.03 -0.58, -0.03 -0.58'), 0.2],
    [polygon('-0.06 -0.06, 0.44 0.2, 0.4 0.27, -0.08 0.05'), 0.2],
    [ellipse([0, 0], 0.08, 0.08), 0.5],
  ],
  shirt: [
    [
      polygon(
        '-0.3 -0.75, 0.3 -0.75, 0.92 -0.42, 0.72 0.02, 0.48 -0.1, 0.5 0.85, -0.5 0.85, -0.48 -0.1, -0.72 0.02, -0.92 -0.42',
      ),
      0.92,
    ],
    [ellipse([0, -0.75], 0.26, 0.2), 0.42],
    [box(-0.5, 0.2, 0.5, 0.36), 0.55],
  ],
  ball: [
    [ellipse([0, 0], 0.85, 0.85), 0.93],
    [polygon('0 -0.32, 0.3 -0.1, 0.19 0.26, -0.19 0.26, -0.3 -0.1'), 0.24],
    [polygon('-0.14 -0.84, 0.14 -0.84, 0.04 -0.66, -0.04 -0.66'), 0.24],
    [polygon('0.82 -0.2, 0.84 0.1, 0.62 -0.06'), 0.24],
    [polygon('-0.82 -0.2, -0.84 0.1, -0.62 -0.06'), 0.24],
    [polygon('0.36 0.74, 0.6 0.58, 0.4 0.52'), 0.24],
    [polygon('-0.36 0.74, -0.6 0.58, -0.4 0.52'), 0.24],
  ],
  chair: [
    [box(-0.5, 0.1, -0.4, 0.92), 0.28],
    [box(0.4, 0.1, 0.5, 0.92), 0.28],
    [polygon('-0.52 -0.9, 0.52 -0.9, 0.46 -0.1, -0.46 -0.1'), 0.86],
    [box(-0.36, -0.1, -0.28, 0.1), 0.3],
    [box(0.28, -0.1, 0.36, 0.1), 0.3],
    [polygon('-0.56 0.05, 0.56 0.05, 0.64 0.26, -0.64 0.26'), 0.95],
  ],
  shoe: [
    [polygon('-0.9 -0.5, -0.3 -0.5, -0.1 -0.2, 0.5 0.02, 0.88 0.16, 0.92 0.4, -0.92 0.4'), 0.9],
    [polygon('-0.9 -0.5, -0.62 -0.5, -0.56 0.4, -0.92 0.4'), 0.6],
    [polygon('-0.94 0.38, 0.96 0.38, 0.92 0.58, -0.9 0.58'), 0.28],
    [polygon('-0.16 -0.28, -0.04 -0.18, -0.2 0, -0.3 -0.06'), 0.4],
    [polygon('0.08 -0.14, 0.2 -0.09, 0.06 0.1, -0.04 0.05'), 0.4],
  ],
} as const satisfies Record<string, readonly Part[]>;

export type Motif = keyof typeof motifs;
