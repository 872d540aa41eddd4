import type { ProductDetails } from '../shopClient.ts';
import { adjectives, assortments } from './assortment.ts';
import type { Assortment } from './goods.ts';

/** The number of banners of a seeded shop. */
export const BANNERS = 4;

/** A product of the seeded shop: product `n` is always the same. */
export type SeedProduct = ProductDetails & { n: number; assortment: Assortment };

/** Typical cents of prices. */
const CENTS = [99, 95, 90, 50, 49, 25] as const;

/**
 * Returns a pseudo-random number from 0 to below `limit`, always the same for `n` and `purpose`. The mixing is the finaliser of
 * MurmurHash3.
 */
export const chosen = (n: number, purpose: number, limit: number): number => {
  let mixed = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % limit;
};

const at = <T>(list: readonly T[], index: number): T => {
  const item = list[index % list.length];
  if (item === undefined) throw new RangeError('The list is empty.');
  return item;
};

/** A step that visits each name of a category once: it is coprime to their number. */
const NAME_STEP = 457;

/** Returns the words of the `k`-th product of a category. Once all are used they start again, as the next series. */
const wordsOf = ({ materials, kinds }: Assortment, k: number) => {
  const names = adjectives.length * materials.length * kinds.length;
  const index = (k * NAME_STEP) % names;
  const kind = at(kinds, index);
  const [material, care] = at(materials, Math.floor(index / kinds.length));
  const adjective = at(adjectives, Math.floor(index / kinds.length / materials.length));
  const series = Math.floor(k / names) + 1;
  return {
    kind,
    material,
    care,
    name: `${adjective} ${material} ${kind.name}${series > 1 ? ` Series ${series}` : ''}`,
  };
};

/** Returns a price between 70 % and 150 % of that of its kind, with cents, in the shop's currency. */
const priceOf = (n: number, price: number): number =>
  (Math.max(3, Math.round((price * (70 + chosen(n, 1, 81))) / 100)) * 100 -
    100 +
    at(CENTS, chosen(n, 2, CENTS.length))) /
  100;

const describe = (n: number, name: string, use: string, care: string): string =>
  [
    at(
      [`${name} for ${use}.`, `Made for ${use}: our ${name}.`, `Good for ${use}, and good to look at.`],
      chosen(n, 3, 3),
    ),
    `${care}.`,
    at(
      [
        'Packed without plastic and sent within two days.',
        'From a small workshop that repairs what it makes.',
        'Two years of warranty, thirty days to change your mind.',
        'A present that is used, not only unwrapped.',
      ],
      chosen(n, 4, 4),
    ),
  ]
    .slice(0, 2 + chosen(n, 5, 2))
    .join(' ');

/**
 * Returns the product with this number.
 *
 * @param n 1 and up
 */
export const seedProduct = (n: number): SeedProduct => {
  const assortment = at(assortments, n - 1);
  const { kind, care, name } = wordsOf(assortment, Math.floor((n - 1) / assortments.length));
  return {
    n,
    assortment,
    fileName: `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${n}.png`,
    fileType: 'image/png',
    productName: name,
    productPrice: priceOf(n, kind.price),
    description: describe(n, name, kind.use, care),
    quantity: 5 + chosen(n, 6, 246),
    category: assortment.name,
  };
};

/** Returns the product number in a picture's URL; `undefined` for pictures of other products. */
export const numberOf = (imageUrl: string): number | undefined => {
  const fileName = decodeURIComponent(imageUrl.slice(imageUrl.lastIndexOf('/') + 1));
  const n = Number(/-(\d+)\.png$/.exec(fileName)?.[1] ?? 0);
  return n > 0 && seedProduct(n).fileName === fileName ? n : undefined;
};
