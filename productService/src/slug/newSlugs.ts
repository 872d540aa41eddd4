import { randomBytes } from 'node:crypto';
import { slugify } from 'transliteration';
import type { Slug } from './slug.ts';

/** The longest text that a slug is made of. */
const MAX_BASE = 80;

/** Slugs that would be the address of something else: `GET /products/{id}/reviews`. They get an ending. */
export const RESERVED_SLUGS: readonly string[] = ['reviews', 'stock-movements'];

/** Characters that say nothing about how a name sounds: `Levi's®` becomes `levis`. */
const SILENT = /['‘’ʼ`´®©™℠]/g;

/** Returns the text of a name in the letters, digits and hyphens of slugs: `product` for a name without letters and digits. */
export const slugBase = (name: string): string => {
  const text = slugify(name.normalize('NFC').replace(SILENT, ''), {
    lowercase: true,
    separator: '-',
    allowedChars: 'a-zA-Z0-9',
  });
  if (text.length <= MAX_BASE) return text || 'product';
  const cut = text.slice(0, MAX_BASE + 1);
  return cut.slice(0, Math.max(cut.lastIndexOf('-'), 0)) || text.slice(0, MAX_BASE);
};

type Named = { id: string; productName: string; slugs?: Slug[] | undefined };

/**
 * Returns the slugs that a product may get for its name, the best first: the one that it has, or had before, else one that no other product
 * has. The second is for a name that others have too, the last for the case that somebody has taken even that.
 */
export const slugChoices = ({ id, productName, slugs = [] }: Named, now: Date): Slug[] => {
  const base = slugBase(productName);
  const own = slugs.findLast((slug) => slug.base === base);
  if (own) return [own];
  const endings = [
    id
      .replace(/[^0-9a-z]/gi, '')
      .slice(0, 8)
      .toLowerCase(),
    randomBytes(6).toString('hex'),
  ];
  const texts = [...(RESERVED_SLUGS.includes(base) ? [] : [base]), ...endings.map((ending) => `${base}-${ending}`)];
  return texts.map((slug) => ({ slug, base, at: now.toISOString() }));
};
