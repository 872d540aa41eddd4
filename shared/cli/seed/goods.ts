import type { Motif } from './motifs.ts';

/** A kind of product: its approximate price, in the shop's currency, and its use. */
type Kind = { name: string; price: number; use: string };

/** A category of the shop: its look and the words for its products. */
export type Assortment = {
  name: string;
  fileName: string;
  /** Its colour, in degrees on the colour wheel. */
  hue: number;
  motif: Motif;
  /** Materials, each with care instructions. */
  materials: readonly (readonly [name: string, care: string])[];
  kinds: readonly Kind[];
};

/** Creates kinds of products from rows of name, price and use. */
export const kinds = (...rows: (readonly [name: string, price: number, use: string])[]): Kind[] =>
  rows.map(([name, price, use]) => ({ name, price, use }));
