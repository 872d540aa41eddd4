import { categoryEvents } from './categoryEvents.ts';
import { publishCategoryEvents } from './categoryEventsTopic.ts';
import { readPlaces, readPublished, type Tree } from './categoryTreeStore.ts';

/** Publishes what a version of the tree has changed. Idempotent. */
export const announceChange = async (tree: Tree): Promise<void> =>
  publishCategoryEvents(categoryEvents(tree, tree.changed, await readPublished(tree.changed)));

/** Publishes where every category stands that has a place. Returns how many. Idempotent. */
export const announceTree = async (): Promise<number> => {
  const tree = await readPlaces();
  const ids = Object.keys(tree.places);
  await publishCategoryEvents(categoryEvents(tree, ids, await readPublished(ids)));
  return ids.length;
};
