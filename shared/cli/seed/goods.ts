import type { Motif } from './motifs.ts';

/** What a kind of thing costs about, in the shop's currency, and what it is good for. */
type Kind = { name: string; price: number; use: string };

/** One category of the shop: how it looks and what is made up from which words. */
export type Assortment = {
  name: string;
  fileName: string;
  /** Its colour: degrees on the colour wheel. */
  hue: number;
  motif: Motif;
  /** What things are made of, each with how to care for it. */
  materials: readonly (readonly [name: string, care: string])[];
  kinds: readonly Kind[];
};

/** Kinds of things, one a row: what it is called, costs and is good for. */
export const kinds = (...rows: (readonly [name: string, price: number, use: string])[]): Kind[] =>
  rows.map(([name, price, use]) => ({ name, price, use }));
