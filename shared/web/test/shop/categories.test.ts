import { expect, test } from '@jest/globals';
import { type Category, categoriesBelow, namesAbove, topLevel } from '../../shop/src/catalogue/categories.ts';

const category = (id: string, ...above: string[]): Category => ({
  ...{ id, categoryName: `The ${id}`, imageUrl: 'https://images.example/c.png' },
  ...(above.length > 0 && { parentId: above.at(-1) ?? '' }),
  path: above.map((one) => ({ id: one, categoryName: `The ${one}` })),
});
const tree = [
  category('clothes'),
  category('shirts', 'clothes'),
  category('linen', 'clothes', 'shirts'),
  category('coats', 'clothes'),
  category('shoes'),
];
const ids = (categories: Category[]) => categories.map(({ id }) => id);

test('the first level has the categories that are below no other', () => {
  expect(ids(topLevel(tree))).toEqual(['clothes', 'shoes']);
});

test('the way to a category begins at the top', () => {
  expect(namesAbove(tree, 'The linen')).toEqual(['The clothes', 'The shirts']);
  expect(namesAbove(tree, 'The shoes')).toEqual([]);
  expect(namesAbove(tree, 'Nothing')).toEqual([]);
});

test('a category shows those right below it, in their order', () => {
  expect(ids(categoriesBelow(tree, 'The clothes'))).toEqual(['shirts', 'coats']);
  expect(ids(categoriesBelow(tree, 'The coats'))).toEqual([]);
  expect(ids(categoriesBelow(tree, 'Nothing'))).toEqual([]);
});
