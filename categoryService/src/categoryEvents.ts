import { type CategoryEvent, categoryEventId } from '@ecommerce/shared/events/categoryEvents.ts';
import type { PublishedCategory } from './category.ts';
import type { Tree } from './categoryTreeStore.ts';

/** Returns the events by which others learn where these categories stand in a version of the tree. */
export const categoryEvents = (
  { version: treeVersion, places, changedAt, correlationId }: Omit<Tree, 'changed'>,
  ids: string[],
  published: ReadonlyMap<string, PublishedCategory>,
): CategoryEvent[] =>
  ids.map((categoryId) => {
    const place = Object.hasOwn(places, categoryId) ? places[categoryId] : undefined;
    const row = place && published.get(categoryId);
    const parent = place?.parentId === undefined ? {} : { parentId: place.parentId };
    return {
      type: 'CATEGORY_CHANGED',
      id: categoryEventId(categoryId, treeVersion),
      version: 1,
      occurredAt: changedAt,
      correlationId,
      data: { categoryId, treeVersion, ...(row && { category: { categoryName: row.categoryName, ...parent } }) },
    };
  });
