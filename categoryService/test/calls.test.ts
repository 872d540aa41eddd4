import '../../shared/test/tokens.ts';
import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { toDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import { beforeEach, expect, test } from '@jest/globals';
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { documentedCalls } from '../../shared/test/documentedCalls.ts';
import { request } from '../../shared/test/httpEvent.ts';
import { calls, cloud, png, resetCloud, s3Event, uploaded } from '../../shared/test/imageCloud.ts';
import { authorization } from '../../shared/test/tokens.ts';

const { handler: createUploadUrl } = await import('../src/handlers/createUploadUrl.ts');
const { handler: listCategories } = await import('../src/handlers/listCategories.ts');
const { handler: getCategoryTree } = await import('../src/handlers/getCategoryTree.ts');
const { handler: listDeadLetters } = await import('../src/handlers/listDeadLetters.ts');
const { handler: changeCategory } = await import('../src/handlers/changeCategory.ts');
const { handler: deleteCategory } = await import('../src/handlers/deleteCategory.ts');
const { handler: publishCategoryImage } = await import('../src/handlers/publishCategoryImage.ts');
const { handler: announceCategories } = await import('../src/handlers/announceCategories.ts');
const { handler: announceCategoryTree } = await import('../src/handlers/announceCategoryTree.ts');
const { handler: cleanUpCategories } = await import('../src/handlers/cleanUpCategories.ts');

const context = {} as Context;
const headers = { authorization: await authorization('eve', { groups: ['admin'] }) };
const waiting = {
  id: 'c-1',
  fileName: 'a.png',
  status: 'awaitingImage',
  categoryName: 'A',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};
const tree = { id: '#tree', version: 1, places: { 'c-1': { parentId: 'c-2' }, 'c-2': {} }, changed: ['c-1', 'c-2'] };
const body = { fileName: 'a.png', fileType: 'image/png', categoryName: 'A' };

const situations: Record<string, () => Promise<unknown>> = {
  '`POST /upload-url`': () => request(createUploadUrl, { body }),
  '`GET /categories`': () => request(listCategories),
  '`GET /categories/tree`': () => request(getCategoryTree),
  '`PATCH /categories/{id}`, to the top': () =>
    request(changeCategory, { path: { id: 'c-1' }, headers, body: { position: 1 } }),
  '`PATCH /categories/{id}`, below another': () =>
    request(changeCategory, { path: { id: 'c-1' }, headers, body: { parentId: 'c-2' } }),
  '`DELETE /categories/{id}`': () => request(deleteCategory, { path: { id: 'c-1' }, headers }),
  '`publishCategoryImage`, an image': async () => {
    uploaded(png);
    await publishCategoryImage(s3Event('uploads/c-1/a.png'), context);
  },
  '`publishCategoryImage`, a refused file': async () => {
    uploaded('<svg/>');
    await publishCategoryImage(s3Event('uploads/c-1/a.png'), context);
  },
  '`publishCategoryImage`, the event again': async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: { ...waiting, status: 'published', imageUrl: 'x' } });
    await publishCategoryImage(s3Event('uploads/c-1/a.png'), context);
  },
  '`announceCategories`, a move': () =>
    announceCategories(
      {
        Records: [{ dynamodb: { Keys: { id: { S: '#tree' } }, NewImage: toDynamoDbJson(tree) } }],
      } as unknown as DynamoDBStreamEvent,
      context,
    ),
  '`announceCategoryTree`, ten categories at most': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: tree });
    return announceCategoryTree(undefined, context);
  },
  '`cleanUpCategories`, nothing overdue': () => cleanUpCategories(undefined, context),
  '`cleanUpCategories`, one category': () => {
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [waiting] });
    return cleanUpCategories(undefined, context);
  },
  '`GET /admin/dead-letters`, of each queue': () => request(listDeadLetters, { headers }),
};

const documented = documentedCalls(new URL('../README.md', import.meta.url));

beforeEach(() => {
  resetCloud();
  cloud.dynamodb.on(GetCommand).resolves({ Item: waiting });
  const published = { ...waiting, status: 'published', imageUrl: 'x' };
  cloud.dynamodb.on(BatchGetCommand).resolves({
    Responses: { [String(process.env.CATEGORIES_TABLE)]: [published, { ...published, id: 'c-2' }] },
  });
});

test('the README lists every situation', () => {
  expect([...documented.keys()]).toEqual(Object.keys(situations));
});

test.each(Object.entries(situations))('%s makes the AWS calls that the README says', async (situation, happen) => {
  await happen();

  expect(calls()).toEqual(documented.get(situation));
});
