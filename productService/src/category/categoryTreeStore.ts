import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cachedFor } from '@ecommerce/shared/cachedFor.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { putOnce } from '@ecommerce/shared/writeOnce.ts';
import { namesInBranch, type PlacedCategory } from './categoryBranch.ts';
import type { CategoryChange } from './categoryChange.ts';

const { CATEGORY_TREE_TABLE: TableName } = readEnvironment({ CATEGORY_TREE_TABLE: name });

/** All rows are in one partition, so that one query reads them: categoryService gives at most 1,000 categories a place. */
const TREE = { tree: 'categories' };

/** How long a read of the tree is used, in seconds. */
const MAX_AGE_SECONDS = 5;

/** How long the row of a category without a place is kept, against older events that arrive later: longer than any is retried. */
const KEPT_SECONDS = 30 * 86_400;

type Row = { categoryId: string; treeVersion: number; categoryName?: string; parentId?: string };

/** Records where a category stands, unless a later version of the tree is recorded already. Returns whether it was recorded. */
export const recordCategory = async (
  { categoryId, treeVersion, category }: CategoryChange['data'],
  now = Date.now(),
): Promise<boolean> => {
  const place = category ?? { expiresAt: Math.floor(now / 1000) + KEPT_SECONDS };
  const { written } = await putOnce({
    TableName,
    Item: { ...TREE, categoryId, treeVersion, ...place },
    ConditionExpression: 'attribute_not_exists(categoryId) OR treeVersion <= :version',
    ExpressionAttributeValues: { ':version': treeVersion },
  });
  return written;
};

/** Reads the categories that have a place. */
export const readCategories = async (): Promise<PlacedCategory[]> => {
  const rows: Row[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'tree = :tree',
        ExpressionAttributeValues: { ':tree': TREE.tree },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    rows.push(...(Items as Row[]));
    start = LastEvaluatedKey;
  } while (start);
  return rows.flatMap(({ categoryId, categoryName, parentId }) =>
    categoryName === undefined ? [] : { categoryId, categoryName, parentId },
  );
};

const recentCategories = cachedFor(MAX_AGE_SECONDS, readCategories);

/** Returns the names of a category and of all below it, as they were at most five seconds ago. */
export const branchOf = async (category: string): Promise<string[]> =>
  namesInBranch(await recentCategories(), category);
