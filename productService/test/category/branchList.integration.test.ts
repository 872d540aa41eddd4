import '../../../shared/test/imageEnvironment.ts';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context, SNSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { CATEGORY_CHANGED } from '../../../shared/asyncapi/examples.ts';
import { createTable } from '../../../shared/test/tables.ts';
import { product } from '../samples.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { listApprovedOfBranch } = await import('../../src/category/branchListStore.ts');
const { readCategories, recordCategory } = await import('../../src/category/categoryTreeStore.ts');
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { handler: recordCategoryHandler } = await import('../../src/handlers/recordCategory.ts');

beforeAll(async () => {
  await createTable(String(process.env.PRODUCTS_TABLE), 'id', { byApprovedCategory: 'approvedCategory' });
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName: String(process.env.CATEGORY_TREE_TABLE),
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['tree', 'categoryId'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'tree', KeyType: 'HASH' },
        { AttributeName: 'categoryId', KeyType: 'RANGE' },
      ],
    }),
  );
});
afterAll(() => server.close());

let made = 0;
/** Writes a product on sale; equal seconds give equal times. */
const onSale = async (category: string, second: number): Promise<string> => {
  made += 1;
  const createdAt = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  const id = `p${made}`;
  const Item = product({ id, category, createdAt, approvedCategory: category });
  await dynamodb.send(new PutCommand({ TableName: String(process.env.PRODUCTS_TABLE), Item }));
  return id;
};

/** All pages of a list, page by page. */
const pages = async (categories: string[], limit: number) => {
  const all: { id: string; createdAt: string }[][] = [];
  let cursor: string | undefined;
  do {
    const page = await listApprovedOfBranch(categories, { limit, ...(cursor === undefined ? {} : { cursor }) });
    all.push(page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
};

describe('the list of a branch', () => {
  test('has every product once, newest first, whatever the size of pages, and no page but the last is short', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { maxLength: 25 }),
        fc.integer({ min: 1, max: 7 }),
        async (products, limit) => {
          made += 1;
          const name = (number: number) => `category ${made} ${number}`;
          const names = [0, 1, 2, 3].map(name);
          const ids: string[] = [];
          for (const [category, second] of products) ids.push(await onSale(names[category] ?? '', second));

          const found = await pages(names, limit);

          expect(
            found
              .flat()
              .map(({ id }) => id)
              .toSorted(),
          ).toEqual(ids.toSorted());
          const times = found.flat().map(({ createdAt }) => createdAt);
          expect(times).toEqual(times.toSorted().toReversed());
          for (const page of found.slice(0, -1)) expect(page).toHaveLength(limit);
          if (ids.length > 0) expect(found.at(-1)).not.toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('goes on where it was when a category joins or leaves between two pages', async () => {
    const [a, b] = [`a ${made}`, `b ${made}`];
    const older = [await onSale(a, 1), await onSale(b, 1)];
    const newer = [await onSale(a, 2), await onSale(b, 2)];

    const first = await listApprovedOfBranch([a], { limit: 1 });
    const rest = await listApprovedOfBranch([a, b], { limit: 10, cursor: first.nextCursor ?? '' });

    expect(first.items.map(({ id }) => id)).toEqual([newer[0]]);
    expect(rest.items.map(({ id }) => id)).toEqual([newer[1], ...older]);
  });

  test.each(['', 'x', 'WzFd', Buffer.from('["yesterday","a","1"]').toString('base64url')])(
    'rejects the cursor "%s"',
    async (cursor) => {
      await expect(listApprovedOfBranch(['a'], { limit: 1, cursor })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        data: { issues: [{ path: 'cursor' }] },
      });
    },
  );
});

describe('the categories of categoryService', () => {
  const event = (Message: unknown) =>
    ({ Records: [{ Sns: { Message: JSON.stringify(Message), MessageAttributes: {} } }] }) as unknown as SNSEvent;
  const placeOf = async (id: string) => (await readCategories()).find(({ categoryId }) => categoryId === id);

  test('are recorded from its events, which may have more fields', async () => {
    const { data } = CATEGORY_CHANGED;
    await recordCategoryHandler(event({ ...CATEGORY_CHANGED, more: 1, data: { ...data, more: 1 } }), {} as Context);

    expect(await placeOf(data.categoryId)).toEqual({ categoryId: data.categoryId, ...data.category });
  });

  test('are as in the latest version of the tree, in whatever order events arrive', async () => {
    const at = (treeVersion: number, category?: { categoryName: string; parentId?: string }) =>
      recordCategory({ categoryId: 'c', treeVersion, category });
    await at(5, { categoryName: 'Boots', parentId: 'shoes' });

    expect(await at(4, { categoryName: 'Old' })).toBe(false);
    expect(await at(5, { categoryName: 'Boots', parentId: 'shoes' })).toBe(true); // again
    expect(await placeOf('c')).toEqual({ categoryId: 'c', categoryName: 'Boots', parentId: 'shoes' });
    await at(7);
    await at(6, { categoryName: 'Boots', parentId: 'gone' });
    expect(await placeOf('c')).toBeUndefined();
    await at(8, { categoryName: 'Boots' });
    expect(await placeOf('c')).toEqual({ categoryId: 'c', categoryName: 'Boots', parentId: undefined });
  });

  test('an event that is none fails, so that it is not lost', async () => {
    await expect(recordCategoryHandler(event({ type: 'CATEGORY_CHANGED' }), {} as Context)).rejects.toThrow();
  });
});
