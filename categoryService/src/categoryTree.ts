import { isDeepStrictEqual } from 'node:util';
import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import type { PublishedCategory } from './category.ts';

/** The most levels that the tree may have; a top-level category is on the first. */
const MAX_LEVELS = 6;

/** The most categories that `GET /categories/tree` returns, and that may have a place. */
export const MAX_CATEGORIES = 1000;

/** Where a category stands: below which other, and in which order. Without a parent, it is at the top level. */
type Place = { parentId?: string; position?: number };

/** Places by category id. A category without an entry is at the top level, after those with a position. Each parent has an entry. */
export type Places = Record<string, Place>;

/** The fields of a place that change; `null` removes one. */
export type Move = { parentId?: string | null | undefined; position?: number | null | undefined };

/** A category as others see it in its path. */
type Ancestor = { id: string; categoryName: string };

/** A category in the tree. `path` are its ancestors from the top level down. */
export type TreeCategory = Ancestor & Place & { imageUrl: string; path: Ancestor[] };

/** Returns the ids of a category's ancestors, from the top level down. */
export const ancestorsOf = (places: Places, id: string): string[] => {
  const ancestors: string[] = [];
  let above = placeOf(places, id).parentId;
  while (above !== undefined && !ancestors.includes(above)) {
    ancestors.unshift(above);
    above = placeOf(places, above).parentId;
  }
  return ancestors;
};

/** Returns the ids of a category's children, in no particular order. */
export const childrenOf = (places: Places, id: string): string[] => childrenByParent(places).get(id) ?? [];

/**
 * Returns the places after a category's move.
 *
 * @throws DomainError INVALID_INPUT if the move would make a circle or more than six levels, CATEGORY_TREE_FULL
 */
export const moveCategory = (places: Places, id: string, move: Move): Places => {
  const place = changed(placeOf(places, id), move);
  const { parentId } = place;
  if (parentId !== undefined) checkParent(places, id, parentId);
  const moved: Places = { ...places, [id]: place };
  if (parentId !== undefined) moved[parentId] ??= {};
  const kept = withoutIdleEntries(moved);
  if (Object.keys(kept).length > Math.max(MAX_CATEGORIES, Object.keys(places).length)) {
    throw new DomainError('CATEGORY_TREE_FULL', `At most ${MAX_CATEGORIES} categories can have a place in the tree.`);
  }
  return kept;
};

/** Returns the places without a category that has no children. */
export const removeCategory = (places: Places, id: string): Places => {
  const { [id]: _, ...others } = places;
  return withoutIdleEntries(others);
};

/** Returns the ids of the categories whose entry was added, changed or removed. */
export const changedPlaces = (before: Places, after: Places): string[] =>
  Object.keys({ ...before, ...after }).filter((id) => !isDeepStrictEqual(before[id], after[id]));

/**
 * Arranges categories as a tree: each is followed by its descendants. Siblings are in the order of their positions, then come those
 * without one; where positions are equal, the newer category is first. A category whose parent is missing is at the top level.
 */
export const arrange = (categories: PublishedCategory[], places: Places): TreeCategory[] => {
  const known = new Map(categories.map((category) => [category.id, category]));
  const bySiblings = Map.groupBy(categories, ({ id }) => parentIn(known, places, id));
  const descend = (parentId: string | undefined, path: Ancestor[]): TreeCategory[] =>
    (bySiblings.get(parentId) ?? []).sort(inOrder(places)).flatMap(({ id, categoryName, imageUrl }) => {
      const { position } = placeOf(places, id);
      const place = {
        ...(parentId === undefined ? {} : { parentId }),
        ...(position === undefined ? {} : { position }),
      };
      return [{ id, categoryName, imageUrl, ...place, path }, ...descend(id, [...path, { id, categoryName }])];
    });
  return descend(undefined, []);
};

const placeOf = (places: Places, id: string): Place => (Object.hasOwn(places, id) ? (places[id] ?? {}) : {});

const changed = (place: Place, move: Move): Place => {
  const parentId = move.parentId === undefined ? place.parentId : (move.parentId ?? undefined);
  const position = move.position === undefined ? place.position : (move.position ?? undefined);
  return { ...(parentId === undefined ? {} : { parentId }), ...(position === undefined ? {} : { position }) };
};

const checkParent = (places: Places, id: string, parentId: string): void => {
  const above = [...ancestorsOf(places, parentId), parentId];
  if (above.includes(id)) {
    throw invalidInput([{ path: 'parentId', message: 'must not be the category itself or one below it' }]);
  }
  if (above.length + levelsFrom(childrenByParent(places), id) > MAX_LEVELS) {
    throw invalidInput([{ path: 'parentId', message: `must leave the tree with at most ${MAX_LEVELS} levels` }]);
  }
};

const childrenByParent = (places: Places): Map<string, string[]> => {
  const children = new Map<string, string[]>();
  for (const [id, { parentId }] of Object.entries(places)) {
    if (parentId !== undefined) children.set(parentId, [...(children.get(parentId) ?? []), id]);
  }
  return children;
};

const levelsFrom = (children: Map<string, string[]>, id: string): number =>
  1 + Math.max(0, ...(children.get(id) ?? []).map((child) => levelsFrom(children, child)));

/** Drops entries that say nothing: no parent, no position, no children. */
const withoutIdleEntries = (places: Places): Places => {
  const parents = new Set(Object.values(places).map(({ parentId }) => parentId));
  return Object.fromEntries(
    Object.entries(places).filter(
      ([id, { parentId, position }]) => parentId !== undefined || position !== undefined || parents.has(id),
    ),
  );
};

const parentIn = (known: Map<string, unknown>, places: Places, id: string): string | undefined => {
  const { parentId } = placeOf(places, id);
  return parentId !== undefined && known.has(parentId) ? parentId : undefined;
};

const inOrder =
  (places: Places) =>
  (a: PublishedCategory, b: PublishedCategory): number => {
    const rank = ({ id }: PublishedCategory) => placeOf(places, id).position ?? Number.MAX_SAFE_INTEGER;
    return rank(a) - rank(b) || b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id);
  };
