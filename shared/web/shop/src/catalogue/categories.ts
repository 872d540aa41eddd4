import type { Schemas } from '@ecommerce/client';

/** A category with its place in the tree. */
export type Category = Schemas['categories']['CategoryTree']['categories'][number];

/** Returns the categories of the top level. */
export const topLevel = (tree: readonly Category[]): Category[] => tree.filter(({ path }) => path.length === 0);

/** Returns the names of the categories above one, from the top level down: products name their category, and know nothing of the tree. */
export const namesAbove = (tree: readonly Category[], name: string): string[] =>
  tree.find(({ categoryName }) => categoryName === name)?.path.map(({ categoryName }) => categoryName) ?? [];

/** Returns the categories right below the one of a name. */
export const categoriesBelow = (tree: readonly Category[], name: string): Category[] => {
  const above = tree.find(({ categoryName }) => categoryName === name);
  return above ? tree.filter(({ parentId }) => parentId === above.id) : [];
};
