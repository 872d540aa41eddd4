import { describe, expect, test } from '@jest/globals';
import { namesInBranch, type PlacedCategory } from '../../src/category/categoryBranch.ts';

const category = (categoryId: string, categoryName: string, parentId?: string): PlacedCategory => ({
  categoryId,
  categoryName,
  ...(parentId === undefined ? {} : { parentId }),
});
const tree = [
  category('1', 'Clothes'),
  category('2', 'Shirts', '1'),
  category('3', 'T-shirts 👕', '2'),
  category('4', 'Shoes'),
  category('5', 'Shirts', '4'), // for shoes
];

describe('a branch', () => {
  test.each([
    ['the whole tree below a category', 'Clothes', ['Clothes', 'Shirts', 'T-shirts 👕']],
    ['all categories of the name', 'Shirts', ['Shirts', 'T-shirts 👕']],
    ['a category without others below it', 'T-shirts 👕', ['T-shirts 👕']],
    ['a name that no category with a place has', 'Hats', ['Hats']],
  ])('is %s', (_, name, names) => {
    expect(namesInBranch(tree, name)).toEqual(names);
  });

  test('is found whatever the order of the categories', () => {
    expect(namesInBranch(tree.toReversed(), 'Clothes').sort()).toEqual(['Clothes', 'Shirts', 'T-shirts 👕']);
  });

  test('ends, though two categories are below each other while events arrive', () => {
    expect(namesInBranch([category('1', 'A', '2'), category('2', 'B', '1')], 'A')).toEqual(['A', 'B']);
  });
});
