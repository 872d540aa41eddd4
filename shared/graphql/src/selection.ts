import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** Returns whether a query asks for any of these fields of what is being resolved, itself or in a fragment. */
export const asksFor = ({ fieldNodes, fragments }: GraphQLResolveInfo, names: readonly string[]): boolean => {
  const isIn = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === 'Field') return names.includes(selection.name.value);
      return isIn(
        selection.kind === 'InlineFragment' ? selection.selectionSet : fragments[selection.name.value]?.selectionSet,
      );
    }) ?? false;
  return fieldNodes.some(({ selectionSet }) => isIn(selectionSet));
};
