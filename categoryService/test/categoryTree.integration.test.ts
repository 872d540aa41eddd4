import '../../shared/test/imageEnvironment.ts';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { createTable } from '../../shared/test/tables.ts';
import type { Category } from '../src/category.ts';

const server = await startDynamoDb({ port: 0 });
afterAll(() => server.close());
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
await createTable(String(process.env.CATEGORIES_TABLE), 'id', { byStatus: 'status' });
const { putCategory } = await import('../src/categoryStore.ts');
const { changeCategory, deleteCategory, readTree } = await import('../src/categoryTreeStore.ts');

let made = 0;

/** Writes a published category and returns its id; later ones are newer. */
const make = async (categoryName: string, status: Category['status'] = 'published'): Promise<string> => {
  made += 1;
  const id = `${categoryName}-${made}`;
  const createdAt = new Date(Date.UTC(2026, 0, 1, 0, 0, made)).toISOString();
  const imageUrl = `https://images.example/${made}.png`;
  await putCategory({ id, categoryName, fileName: 'a.png', status, createdAt, updatedAt: createdAt, imageUrl });
  return id;
};

/** The names in the tree, each behind one dash for every level above it. */
const outline = async () => (await readTree()).map(({ path, categoryName }) => '-'.repeat(path.length) + categoryName);

/** Makes categories, each below the one before. */
const makeChain = async (length: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let level = 1; level <= length; level += 1) {
    const id = await make(`level${level}`);
    const parentId = ids.at(-1);
    if (parentId !== undefined) await changeCategory(id, { parentId });
    ids.push(id);
  }
  return ids;
};

beforeEach(async () => {
  const left = (await readTree()).reverse(); // descendants first
  for (const { id } of left) await deleteCategory(id);
});

test('siblings are in the order of their positions, then newest first', async () => {
  const [top, b, a] = [await make('top'), await make('b'), await make('a')];
  await make('other');
  for (const name of ['old', 'new']) await changeCategory(await make(name), { parentId: top });
  await changeCategory(b, { parentId: top, position: 7 });
  await changeCategory(a, { parentId: top, position: 2 });

  expect(await outline()).toEqual(['other', 'top', '-a', '-b', '-new', '-old']);
});

test('a category moves with its descendants, and back to the top', async () => {
  const [a, b, c] = await makeChain(3);
  const other = await make('other');
  const moved = await changeCategory(String(b), { parentId: other });

  expect(moved).toMatchObject({ parentId: other, path: [{ id: other, categoryName: 'other' }] });
  expect(await outline()).toEqual(['other', '-level2', '--level3', 'level1']);
  expect(await changeCategory(String(c), { parentId: null })).toMatchObject({ path: [] });
  await deleteCategory(String(b));
  expect(await outline()).toEqual(['other', 'level3', 'level1']);
  expect(await changeCategory(String(a), { position: 0 })).toMatchObject({ position: 0 });
  expect(await changeCategory(String(a), { position: null })).not.toHaveProperty('position');
});

test('names in any script are kept, and shown in the paths of descendants', async () => {
  const top = await make('x');
  await changeCategory(await make('靴 👟'), { parentId: top });
  await changeCategory(top, { categoryName: 'أحذية' });

  expect(await readTree()).toMatchObject([
    { categoryName: 'أحذية', path: [] },
    { categoryName: '靴 👟', path: [{ id: top, categoryName: 'أحذية' }] },
  ]);
});

test('no category comes to be below itself', async () => {
  const [a, b, c] = await makeChain(3);
  for (const parentId of [a, b, c]) {
    await expect(changeCategory(String(a), { parentId: String(parentId) })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { issues: [{ path: 'parentId' }] },
    });
  }
  expect(await outline()).toEqual(['level1', '-level2', '--level3']);
});

test('six levels are accepted and seven are not, whether a leaf or a branch moves', async () => {
  const six = await makeChain(6);
  const [branch] = await makeChain(2);
  const tooDeep = { code: 'INVALID_INPUT', data: { issues: [{ path: 'parentId' }] } };

  await expect(changeCategory(await make('leaf'), { parentId: String(six[5]) })).rejects.toMatchObject(tooDeep);
  await expect(changeCategory(String(branch), { parentId: String(six[4]) })).rejects.toMatchObject(tooDeep);
  expect(await changeCategory(String(branch), { parentId: String(six[3]) })).toMatchObject({ path: { length: 4 } });
});

test.each([
  ['of the tree’s row', '#tree'],
  ['that nobody has', 'nobody'],
])('an id %s is no parent, and no category to change or delete', async (_, unknown) => {
  const id = await make('a');
  const invalid = { code: 'INVALID_INPUT', data: { issues: [{ path: 'parentId' }] } };

  await expect(changeCategory(id, { parentId: unknown })).rejects.toMatchObject(invalid);
  await changeCategory(id, { position: 1 });
  await expect(changeCategory(unknown, { position: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await deleteCategory(unknown)).toBeUndefined();
  expect(await readTree()).toMatchObject([{ id, position: 1 }]);
});

test('a category that waits for its image is not found, and is no parent', async () => {
  const [id, waiting] = [await make('a'), await make('waiting', 'awaitingImage')];

  await expect(changeCategory(waiting, { position: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(changeCategory(id, { parentId: waiting })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test('a category with others below it is not deleted, and the error names them', async () => {
  const [a, b] = await makeChain(2);

  await expect(deleteCategory(String(a))).rejects.toMatchObject({
    code: 'CATEGORY_HAS_CHILDREN',
    message: 'Move or delete the categories below it first: level2.',
    data: { children: [{ id: b, categoryName: 'level2' }] },
  });
  expect(await deleteCategory(String(b))).toMatchObject({ id: b });
  expect(await deleteCategory(String(a))).toMatchObject({ id: a });
});

test('moves at the same time never make a circle', async () => {
  for (let round = 0; round < 10; round += 1) {
    const ids = [await make('a'), await make('b'), await make('c')];
    const results = await Promise.allSettled(
      ids.map((id, index) => changeCategory(id, { parentId: String(ids[(index + 1) % 3]) })),
    );
    const failed = results.filter(({ status }) => status === 'rejected');

    expect(failed).toMatchObject([{ reason: { code: 'INVALID_INPUT' } }]);
    expect((await readTree()).filter(({ id }) => ids.includes(id)).map(({ path }) => path.length)).toEqual([0, 1, 2]);
  }
});

test('moves at the same time never make seven levels', async () => {
  const [upper, lower] = [await makeChain(4), await makeChain(3)];
  const middle = await make('middle');
  const results = await Promise.allSettled([
    changeCategory(middle, { parentId: String(upper[3]) }),
    changeCategory(String(lower[0]), { parentId: middle }),
  ]);

  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(Math.max(...(await readTree()).map(({ path }) => path.length))).toBeLessThan(6);
});

test('nothing is moved below a category that is deleted at the same time', async () => {
  for (let round = 0; round < 10; round += 1) {
    const [parentId, id] = [await make('parent'), await make('child')];
    const [moved, deleted] = await Promise.allSettled([changeCategory(id, { parentId }), deleteCategory(parentId)]);

    expect([moved.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
    const { path } = (await readTree()).find((each) => each.id === id) ?? {};
    expect(path).toHaveLength(moved.status === 'fulfilled' ? 1 : 0);
  }
});

test('different categories moved at the same time all get their places', async () => {
  const parentId = await make('parent');
  const ids = await Promise.all(['a', 'b', 'c', 'd'].map((name) => make(name)));
  await Promise.all(ids.map((id, position) => changeCategory(id, { parentId, position })));

  expect(await outline()).toEqual(['parent', '-a', '-b', '-c', '-d']);
});

test('the tree holds the newest 1,000 categories and older ones that have a place', async () => {
  const [place, below] = [await make('placed'), await make('below')];
  await changeCategory(below, { parentId: place });
  await make('forgotten');
  for (let written = 0; written < 1000; written += 100) {
    await Promise.all(Array.from({ length: 100 }, () => make('new')));
  }
  const names = (await readTree()).map(({ categoryName }) => categoryName);

  expect(names).toHaveLength(1000);
  expect(names.slice(-2)).toEqual(['placed', 'below']);
  expect(names).not.toContain('forgotten');
}, 30_000);
