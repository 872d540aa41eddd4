/** A category that has a place in the tree of categoryService. Without a parent, it is at the top level. */
export type PlacedCategory = { categoryId: string; categoryName: string; parentId?: string | undefined };

/**
 * Returns the names of the categories with a name and of all below them; that name alone if none has a place. Each name is there once:
 * several categories may have the same.
 */
export const namesInBranch = (categories: readonly PlacedCategory[], name: string): string[] => {
  const children = Map.groupBy(categories, ({ parentId }) => parentId);
  const branch = new Map<string, string>();
  const add = ({ categoryId, categoryName }: PlacedCategory): void => {
    if (branch.has(categoryId)) return; // while events arrive in any order, there may be a circle for a moment
    branch.set(categoryId, categoryName);
    for (const child of children.get(categoryId) ?? []) add(child);
  };
  for (const category of categories) if (category.categoryName === name) add(category);
  return [...new Set([name, ...branch.values()])];
};
