import '../../shared/test/imageEnvironment.ts';
import { startTables, testLostResponses, writeCase } from '../../shared/test/lostResponses.ts';
import { newCategory } from '../src/category.ts';

const tables = { Categories: 'id' };
await startTables(tables);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { deleteCategory, putCategory } = await import('../src/categoryStore.ts');

const shoes = newCategory({
  id: 'c1',
  categoryName: 'Shoes',
  fileName: 'shoes.png',
  now: new Date('2026-01-01T00:00:00.000Z'),
});

testLostResponses('categoryService/src', dynamodb, tables, [
  writeCase('categoryStore.putCategory', { act: () => putCategory(shoes) }),
  writeCase('categoryStore.deleteCategory', { prepare: () => putCategory(shoes), act: () => deleteCategory('c1') }),
]);
