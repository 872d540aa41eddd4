import '../../shared/test/imageEnvironment.ts';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { CategoryEvent } from '@ecommerce/shared/events/categoryEvents.ts';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { createTable } from '../../shared/test/tables.ts';

const server = await startDynamoDb({ port: 0 });
afterAll(() => server.close());
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
await createTable(String(process.env.CATEGORIES_TABLE), 'id', { byStatus: 'status' });
const { toDynamoDbJson } = await import('@ecommerce/shared/dynamodb.ts');
const { putCategory } = await import('../src/categoryStore.ts');
const { changeCategory, deleteCategory, readPlaces, readTree } = await import('../src/categoryTreeStore.ts');
const { handler: announceCategories } = await import('../src/handlers/announceCategories.ts');
const { handler: announceCategoryTree } = await import('../src/handlers/announceCategoryTree.ts');

const sns = mockClient(SNSClient);
const context = {} as Context;
let made = 0;

beforeEach(async () => {
  for (const { id } of (await readTree()).reverse()) await deleteCategory(id);
  sns.reset();
  sns.on(PublishBatchCommand).resolves({});
});

const make = async (categoryName: string): Promise<string> => {
  made += 1;
  const createdAt = new Date(Date.UTC(2026, 0, 1, 0, 0, made)).toISOString();
  const row = { fileName: 'a.png', imageUrl: 'https://images.example/a.png', createdAt, updatedAt: createdAt };
  await putCategory({ id: `${categoryName}-${made}`, categoryName, status: 'published', ...row });
  return `${categoryName}-${made}`;
};

const streamEvent = (...rows: { id: string }[]) =>
  ({
    Records: rows.map((row, position) => ({
      dynamodb: {
        Keys: { id: { S: row.id } },
        NewImage: toDynamoDbJson(row),
        SequenceNumber: String(position + 1),
      },
    })),
  }) as DynamoDBStreamEvent;

/** Announces the tree's present version, as its stream does. */
const announce = async () => announceCategories(streamEvent({ ...(await readPlaces()), id: '#tree' }), context);

const published = (): CategoryEvent[] =>
  sns
    .commandCalls(PublishBatchCommand)
    .flatMap(({ args: [{ input }] }) => input.PublishBatchRequestEntries ?? [])
    .map(({ Message = '' }) => CategoryEvent.parse(JSON.parse(Message)));

/** What a subscriber knows that keeps the event with the highest version of each category. */
const knownFrom = (events: readonly CategoryEvent[]) => {
  const latest = new Map<string, CategoryEvent['data']>();
  for (const { data } of events) {
    if (data.treeVersion >= (latest.get(data.categoryId)?.treeVersion ?? 0)) latest.set(data.categoryId, data);
  }
  return new Map([...latest].flatMap(([id, { category }]) => (category ? [[id, category] as const] : [])));
};

/** Where categories stand that have a place. */
const standing = async () => {
  const { places } = await readPlaces();
  const placed = (await readTree()).filter(({ id }) => Object.hasOwn(places, id));
  return new Map(
    placed.map(({ id, categoryName, parentId }) => [
      id,
      { categoryName, ...(parentId === undefined ? {} : { parentId }) },
    ]),
  );
};

test('a category that moves below another is announced with it, in any script', async () => {
  const [top, child] = [await make('靴 👟'), await make('Hemden')];
  await changeCategory(child, { parentId: top });
  await announce();

  const { version } = await readPlaces();
  const events = published();
  expect(events.map(({ data }) => data)).toEqual(
    expect.arrayContaining([
      { categoryId: child, treeVersion: version, category: { categoryName: 'Hemden', parentId: top } },
      { categoryId: top, treeVersion: version, category: { categoryName: '靴 👟' } },
    ]),
  );
  expect(events).toHaveLength(2);
});

test('a new name is announced if others may know the category, and only then', async () => {
  const [top, child, other] = [await make('top'), await make('child'), await make('other')];
  await changeCategory(child, { parentId: top });
  const { version } = await readPlaces();
  await changeCategory(other, { categoryName: 'another' });
  expect((await readPlaces()).version).toBe(version);

  await changeCategory(top, { categoryName: 'summit' });
  await announce();

  expect(published()).toMatchObject([
    { data: { categoryId: top, treeVersion: version + 1, category: { categoryName: 'summit' } } },
  ]);
});

test('a category that is deleted, or stands alone again, is announced without a place', async () => {
  const [top, child] = [await make('top'), await make('child')];
  await changeCategory(child, { parentId: top });
  await deleteCategory(child);
  await announce();

  expect(new Map(published().map(({ data }) => [data.categoryId, data.category]))).toEqual(
    new Map([
      [child, undefined],
      [top, undefined],
    ]),
  );
});

test('other rows of the table are not announced', async () => {
  expect(await announceCategories(streamEvent({ id: 'c-1' }), context)).toEqual({ batchItemFailures: [] });
  expect(published()).toEqual([]);
});

test('a change that SNS does not take comes again, with all after it', async () => {
  const [top, child] = [await make('top'), await make('child')];
  await changeCategory(child, { parentId: top });
  const row = { ...(await readPlaces()), id: '#tree' };
  sns.on(PublishBatchCommand).resolves({ Failed: [{ Id: '0', Code: 'InvalidParameter', SenderFault: true }] });

  expect(await announceCategories(streamEvent({ id: 'c-1' }, row, row), context)).toEqual({
    batchItemFailures: [{ itemIdentifier: '2' }],
  });
  expect(sns.commandCalls(PublishBatchCommand)).toHaveLength(1);
});

test('the whole tree is announced once a day, in requests of ten', async () => {
  const top = await make('top');
  for (let index = 0; index < 12; index += 1) await changeCategory(await make('child'), { parentId: top });

  expect(await announceCategoryTree(undefined, context)).toEqual({ categories: 13 });
  expect(sns.commandCalls(PublishBatchCommand)).toHaveLength(2);
  expect(knownFrom(published())).toEqual(await standing());
});

test('whatever happens to the tree, a subscriber knows it, though events come twice and in any order', async () => {
  const step = fc.record({
    what: fc.constantFrom('move', 'rename', 'delete', 'announce tree'),
    which: fc.nat(5),
    parent: fc.option(fc.nat(5)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(), async (steps, seed) => {
      sns.resetHistory();
      const ids = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(make));
      const act = async ({ what, which, parent }: (typeof steps)[number]): Promise<unknown> => {
        const id = ids[which] ?? '';
        if (what === 'move') return changeCategory(id, { parentId: parent === null ? null : (ids[parent] ?? '') });
        if (what === 'rename') return changeCategory(id, { categoryName: `name ${which} ${parent}` });
        return what === 'delete' ? deleteCategory(id) : announceCategoryTree(undefined, context);
      };
      for (const each of steps) {
        const { version } = await readPlaces();
        await act(each).catch(({ code }) =>
          expect(['INVALID_INPUT', 'NOT_FOUND', 'CATEGORY_HAS_CHILDREN']).toContain(code),
        );
        if ((await readPlaces()).version > version) await announce();
      }
      const events = published();
      const shuffled = [...events, ...events]
        .map((event, position) => ({ event, at: ((position + 1) * (seed + 7919)) % 104_729 }))
        .sort((one, other) => one.at - other.at);

      expect(knownFrom(shuffled.map(({ event }) => event))).toEqual(await standing());
      for (const { id } of (await readTree()).reverse()) await deleteCategory(id);
    }),
    { numRuns: 30 },
  );
});
