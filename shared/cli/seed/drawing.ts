import { PNG } from 'pngjs';

/** Red, green and blue, each 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A point in pixels, from the upper left corner. */
export type Point = readonly [x: number, y: number];

/** A filled polygon; where edges cross, they cut holes. */
export type Outline = readonly Point[];

/** Scan lines per row of pixels: their average makes edges smooth. */
const SUBROWS = 4;

/** Converts HSL to RGB. @param hue in degrees @param saturation 0 to 1 @param lightness 0 to 1 */
export const colour = (hue: number, saturation: number, lightness: number): Colour => {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (shift: number) => {
    const k = (shift + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
};

/** Returns a round or oval outline. */
export const ellipse = ([x, y]: Point, rx: number, ry: number): Outline =>
  Array.from({ length: 48 }, (_, step) => {
    const angle = (step * Math.PI) / 24;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)] as const;
  });

/** Creates a picture with a vertical gradient from one colour to another. */
export const gradient = (width: number, height: number, from: Colour, to: Colour): PNG => {
  const png = new PNG({ width, height });
  const pixels = new Uint32Array(png.data.buffer, png.data.byteOffset, width * height);
  for (let y = 0; y < height; y += 1) {
    const [r = 0, g = 0, b = 0] = from.map((start, i) =>
      Math.round(start + (((to[i] ?? 0) - start) * y) / (height - 1)),
    );
    pixels.fill(((255 << 24) | (b << 16) | (g << 8) | r) >>> 0, y * width, (y + 1) * width);
  }
  return png;
};

/** An edge of an outline that is not horizontal: its range of lines, its start and its slope. */
type Edge = { top: number; bottom: number; x: number; slope: number };

const edgesOf = (outline: Outline): Edge[] =>
  outline.flatMap((end, i) => {
    const [from, to] = [end, outline.at(i - 1) ?? end].sort(([, a], [, b]) => a - b);
    if (!from || !to || from[1] === to[1]) return [];
    return [{ top: from[1], bottom: to[1], x: from[0], slope: (to[0] - from[0]) / (to[1] - from[1]) }];
  });

/** Returns where a horizontal line crosses the edges, from left to right. */
const crossings = (edges: readonly Edge[], y: number): number[] => {
  const found: number[] = [];
  for (const edge of edges) {
    if (edge.top <= y && y < edge.bottom) found.push(edge.x + (y - edge.top) * edge.slope);
  }
  return found.sort((a, b) => a - b);
};

/** Adds `amount` to the coverage of a row from `edge` on. `change` contains each pixel's difference from the previous one. */
const cover = (change: Float32Array, edge: number, amount: number): void => {
  const x = Math.max(0, Math.min(change.length - 2, edge));
  const pixel = Math.floor(x);
  change[pixel] = (change[pixel] ?? 0) + amount * (1 - (x - pixel));
  change[pixel + 1] = (change[pixel + 1] ?? 0) + amount * (x - pixel);
};

/** Mixes a colour into one pixel. */
const blend = (data: Buffer, at: number, paint: Colour, share: number): void => {
  for (let i = 0; i < 3; i += 1) {
    const old = data[at + i] ?? 0;
    data[at + i] = old + ((paint[i] ?? 0) - old) * share;
  }
};

/** Returns the pixels from the smallest to the largest coordinate, within the picture. */
const reach = (coordinates: number[], size: number): [first: number, last: number] => [
  Math.max(0, Math.floor(Math.min(...coordinates))),
  Math.min(size - 1, Math.ceil(Math.max(...coordinates))),
];

/** Fills an outline. @param opacity 0 to 1 */
export const fill = ({ data, width, height }: PNG, outline: Outline, paint: Colour, opacity = 1): void => {
  const [left, right] = reach(
    outline.map(([x]) => x),
    width,
  );
  const [top, bottom] = reach(
    outline.map(([, y]) => y),
    height,
  );
  const edges = edgesOf(outline);
  const change = new Float32Array(width + 2);
  for (let row = top; row <= bottom; row += 1) {
    change.fill(0);
    for (let sub = 0; sub < SUBROWS; sub += 1) {
      const found = crossings(edges, row + (sub + 0.5) / SUBROWS);
      for (const [i, x] of found.entries()) cover(change, x, (i % 2 === 0 ? 1 : -1) / SUBROWS);
    }
    let covered = 0;
    for (let x = left; x <= right; x += 1) {
      covered += change[x] ?? 0;
      if (covered > 0.004) blend(data, (row * width + x) * 4, paint, Math.min(1, covered) * opacity);
    }
  }
};

/** Encodes the picture as a PNG file, fast rather than small: unfiltered rows of one colour compress best. */
export const encode = (png: PNG): Buffer<ArrayBuffer> =>
  PNG.sync.write(png, { deflateLevel: 3, deflateStrategy: 0, filterType: 0 }) as Buffer<ArrayBuffer>;
