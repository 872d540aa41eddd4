import { setTimeout as wait } from 'node:timers/promises';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { backOff } from '@ecommerce/shared/backOff.ts';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { dynamodb, queryStatus } from '@ecommerce/shared/dynamodb.ts';
import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Category, CategoryPatch, PublishedCategory } from './category.ts';
import {
  ancestorsOf,
  arrange,
  changedPlaces,
  childrenOf,
  MAX_CATEGORIES,
  moveCategory,
  type Places,
  removeCategory,
  type TreeCategory,
} from './categoryTree.ts';

const { CATEGORIES_TABLE } = readEnvironment({ CATEGORIES_TABLE: name });

/*
 * All places are in one row, next to those of the categories. It has no `status`, so it is in no list.
 * Every change replaces it on the condition that its version is the one that was read: that decides between changes at the same time.
 * The table's stream announces what each version has changed.
 */
export const TREE_ID = '#tree';

/** The row of all places. `changed` are the categories that this version of it moved or renamed. */
export type Tree = { version: number; places: Places; changed: string[]; changedAt: string; correlationId: string };

type TransactItem = Parameters<typeof transactOnce>[0][number];

const ATTEMPTS = 10;
const WAITS_MS = { first: 20, longest: 300 };

/** How many children an error names. */
const NAMED_CHILDREN = 10;

/** Returns the tree: all categories that have a place, and the newest others, `MAX_CATEGORIES` in all. */
export const readTree = async (): Promise<TreeCategory[]> => {
  const [{ places }, newest] = await Promise.all([readPlaces(), newestCategories()]);
  const listed = new Set(newest.map(({ id }) => id));
  const older = await readRows(Object.keys(places).filter((id) => !listed.has(id)));
  const placed = [...newest.filter(({ id }) => Object.hasOwn(places, id)), ...older.filter(isPublished)];
  const others = newest.filter(({ id }) => !Object.hasOwn(places, id)).slice(0, MAX_CATEGORIES - placed.length);
  return arrange([...placed, ...others], places);
};

/** Reads the row of all places; one without any if nothing was ever moved. */
export const readPlaces = async (): Promise<Tree> =>
  asTree((await dynamodb.send(new GetCommand({ TableName: CATEGORIES_TABLE, Key: { id: TREE_ID } }))).Item);

/** Reads those of these categories that are published, by id. */
export const readPublished = async (ids: string[]): Promise<Map<string, PublishedCategory>> =>
  new Map((await readRows(ids, { consistent: true })).filter(isPublished).map((category) => [category.id, category]));

/**
 * Renames a category, moves it, or both.
 *
 * @throws DomainError NOT_FOUND, INVALID_INPUT if the parent cannot be its parent, CATEGORY_TREE_FULL
 */
export const changeCategory = (id: string, patch: CategoryPatch): Promise<TreeCategory> =>
  retryOutdated(async () => {
    const { parentId } = patch;
    const { tree, rows } = await readConsistently([id, ...(typeof parentId === 'string' ? [parentId] : [])]);
    const category = rows.get(id);
    if (!isPublished(category)) throw new DomainError('NOT_FOUND', 'There is no such category.');
    if (typeof parentId === 'string' && !isPublished(rows.get(parentId))) {
      throw invalidInput([{ path: 'parentId', message: 'is not a category' }]);
    }
    const renamed = { ...category, ...(patch.categoryName === undefined ? {} : { categoryName: patch.categoryName }) };
    const places = moveCategory(tree.places, id, patch);
    const renames = renaming(category, renamed);
    const writes = [...renames, ...changing(tree, places, renames.length > 0 ? [id] : [])];
    if (writes.length > 0 && !(await transactOnce(writes)).written) return undefined;
    const ancestors = await readRows(ancestorsOf(places, id), { consistent: true });
    return arrange([renamed, ...ancestors.filter(isPublished)], places).find((each) => each.id === id);
  });

/**
 * Deletes a category. Returns the deleted row, or `undefined` if there was none.
 *
 * @throws DomainError CATEGORY_HAS_CHILDREN
 */
export const deleteCategory = async (id: string): Promise<Category | undefined> => {
  const { deleted } = await retryOutdated(async () => {
    const { tree, rows } = await readConsistently([id]);
    const category = rows.get(id);
    if (!category?.status) return { deleted: undefined };
    const children = childrenOf(tree.places, id);
    if (children.length > 0) throw await hasChildren(children);
    const { written } = await transactOnce([
      { Delete: { TableName: CATEGORIES_TABLE, Key: { id }, ConditionExpression: 'attribute_exists(id)' } },
      ...(Object.hasOwn(tree.places, id) ? changing(tree, removeCategory(tree.places, id)) : [checkingTree(tree)]),
    ]);
    return written ? { deleted: category } : undefined;
  });
  return deleted;
};

/** Tries again, with a fresh look at the tree, while `attempt` returns `undefined` because others changed what it had read. */
const retryOutdated = async <Result>(attempt: () => Promise<Result | undefined>): Promise<Result> => {
  for (let tries = 1; tries <= ATTEMPTS; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
    await wait(backOff(tries, WAITS_MS));
  }
  throw new DomainError('UNAVAILABLE', 'The category tree is being changed by others: try again.');
};

const newestCategories = async (): Promise<PublishedCategory[]> => {
  const newest: PublishedCategory[] = [];
  let cursor: string | undefined;
  do {
    const limit = MAX_CATEGORIES - newest.length;
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const { items, nextCursor } = await queryStatus<PublishedCategory>(CATEGORIES_TABLE, 'published', page);
    newest.push(...items);
    cursor = nextCursor;
  } while (cursor !== undefined && newest.length < MAX_CATEGORIES);
  return newest;
};

const readRows = async (ids: string[], options: { consistent?: boolean } = {}): Promise<Category[]> => {
  const keys = [...new Set(ids)].map((id) => ({ id }));
  const { [CATEGORIES_TABLE]: rows = [] } = await batchGet({ [CATEGORIES_TABLE]: keys }, options);
  return rows as Category[];
};

const readConsistently = async (ids: string[]) => {
  const read = await readRows([TREE_ID, ...ids], { consistent: true });
  const rows = new Map(read.map((row) => [row.id, row]));
  return { tree: asTree(rows.get(TREE_ID)), rows };
};

const asTree = (row: Record<string, unknown> | undefined): Tree => ({
  ...{ version: 0, places: {}, changed: [], changedAt: new Date(0).toISOString(), correlationId: '' },
  ...row,
});

const isPublished = (row: Category | undefined): row is PublishedCategory => row?.status === 'published';

const renaming = (before: Category, after: Category): TransactItem[] =>
  before.categoryName === after.categoryName
    ? []
    : [
        {
          Update: {
            TableName: CATEGORIES_TABLE,
            Key: { id: before.id },
            UpdateExpression: 'SET categoryName = :name, updatedAt = :now',
            ConditionExpression: 'attribute_exists(id)',
            ExpressionAttributeValues: { ':name': after.categoryName, ':now': new Date().toISOString() },
          },
        },
      ];

/**
 * Replaces the places if there is anything to announce: a move, or another name of a category that has a place. No category in it can be
 * gone: `deleteCategory` checks the tree's version, and this changes it.
 */
const changing = (tree: Tree, places: Places, renamed: string[] = []): TransactItem[] => {
  const changed = [
    ...new Set([...changedPlaces(tree.places, places), ...renamed.filter((id) => Object.hasOwn(places, id))]),
  ];
  if (changed.length === 0) return [];
  const changedAt = new Date().toISOString();
  const version = tree.version + 1;
  const Item = { id: TREE_ID, version, places, changed, changedAt, correlationId: correlationId() };
  return [{ Put: { ...sameVersion(tree), Item } }];
};

const sameVersion = ({ version }: Tree) => ({
  TableName: CATEGORIES_TABLE,
  ConditionExpression: 'attribute_not_exists(id) OR version = :version',
  ExpressionAttributeValues: { ':version': version },
});

const checkingTree = (tree: Tree): TransactItem => ({
  ConditionCheck: { ...sameVersion(tree), Key: { id: TREE_ID } },
});

const hasChildren = async (ids: string[]): Promise<DomainError> => {
  const children = (await readRows(ids.slice(0, NAMED_CHILDREN))).map(({ id, categoryName }) => ({ id, categoryName }));
  const names = children.map(({ categoryName }) => categoryName).join(', ');
  const more = ids.length > NAMED_CHILDREN ? ` and ${ids.length - NAMED_CHILDREN} more` : '';
  return new DomainError('CATEGORY_HAS_CHILDREN', `Move or delete the categories below it first: ${names}${more}.`, {
    children,
  });
};
