import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { retryConflicts } from '@ecommerce/shared/conflicts.ts';
import { dynamodb, type Page, type PageRequest, queryStatus } from '@ecommerce/shared/dynamodb.ts';
import type { Category, PublishedCategory } from './category.ts';

const { CATEGORIES_TABLE } = readEnvironment({ CATEGORIES_TABLE: name });

/** Writes a new category. */
export const putCategory = async (category: Category): Promise<void> => {
  const command = new PutCommand({ TableName: CATEGORIES_TABLE, Item: category });
  await retryConflicts(() => dynamodb.send(command));
};

/** Lists published categories, newest first. */
export const listPublishedCategories = (page: PageRequest): Promise<Page<PublishedCategory>> =>
  queryStatus(CATEGORIES_TABLE, 'published', page);
