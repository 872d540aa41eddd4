import type { Schemas } from '@ecommerce/client';

/** A picture of a product, with its renditions. */
export type Image = Schemas['products']['ListedProduct']['image'];

/** The longest side of each rendition, in pixels. */
const SIDES = { small: 200, medium: 600, large: 1200 } as const;

/** Returns the renditions of a picture with their widths, for `srcset`; nothing for a picture that has none. */
export const srcSetOf = ({ width, height, renditions }: Image): string | undefined => {
  if (width === undefined || height === undefined) return undefined;
  const widths = new Map<number, string>();
  for (const name of ['small', 'medium', 'large'] as const) {
    const scale = Math.min(1, SIDES[name] / Math.max(width, height));
    const scaled = Math.max(1, Math.round(width * scale));
    if (!widths.has(scaled)) widths.set(scaled, renditions[name]); // a small picture is the same in every size
  }
  return [...widths].map(([pixels, url]) => `${url} ${pixels}w`).join(', ');
};
