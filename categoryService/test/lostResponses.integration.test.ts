import '../../shared/test/imageEnvironment.ts';
import { startTables, testLostResponses, writeCase } from '../../shared/test/lostResponses.ts';
import { newCategory } from '../src/category.ts';

const tables = { Categories: 'id' };
await startTables(tables);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { putCategory } = await import('../src/categoryStore.ts');
const { changeCategory, deleteCategory } = await import('../src/categoryTreeStore.ts');

const shoes = newCategory({
  id: 'c1',
  categoryName: 'Shoes',
  fileName: 'shoes.png',
  now: new Date('2026-01-01T00:00:00.000Z'),
});

testLostResponses('categoryService/src', dynamodb, tables, [
  writeCase('categoryStore.putCategory', { act: () => putCategory(shoes) }),
  writeCase('categoryTreeStore.changeCategory', {
    prepare: () => putCategory({ ...shoes, status: 'published', imageUrl: 'https://images.example/shoes.png' }),
    act: () => changeCategory('c1', { categoryName: 'Boots', position: 3 }),
  }),
  writeCase('categoryTreeStore.deleteCategory', { prepare: () => putCategory(shoes), act: () => deleteCategory('c1') }),
]);
