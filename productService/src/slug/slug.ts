/** The end of a product's address in the shop. */
export type Slug = {
  /** Lower-case letters, digits and hyphens. Unique in the shop. */
  slug: string;
  /** The text of the name that it was made of: several products may have the same. */
  base: string;
  /** When the product got it. Tells it from the same slug of an earlier time. */
  at: string;
};

/** The most slugs that lead to a product. An older one is free for others. */
export const MAX_SLUGS = 10;

/** Returns the slug of a product; `undefined` if it was never approved, or not since there are slugs. */
export const slugOf = ({ slugs }: { slugs?: Slug[] | undefined }): string | undefined => slugs?.at(-1)?.slug;

/** Returns a product's slugs with one as the last, which is the product's own. */
export const withSlug = (slugs: Slug[], slug: Slug): Slug[] =>
  [...slugs.filter((other) => other.slug !== slug.slug), slug].slice(-MAX_SLUGS);

/** Returns the slugs that led to a product in earlier states, and do no longer. */
export const droppedSlugs = (after: Slug[], earlier: Slug[]): Slug[] => {
  const isSame = (one: Slug) => (other: Slug) => one.slug === other.slug && one.at === other.at;
  const dropped = earlier.filter((slug) => !after.some(isSame(slug)));
  return dropped.filter((slug, index) => dropped.findIndex(isSame(slug)) === index);
};
