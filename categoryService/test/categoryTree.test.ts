import { expect, test } from '@jest/globals';
import {
  ancestorsOf,
  arrange,
  MAX_CATEGORIES,
  moveCategory,
  type Places,
  removeCategory,
} from '../src/categoryTree.ts';

const category = (id: string) => ({
  id,
  categoryName: id,
  fileName: 'a.png',
  status: 'published' as const,
  imageUrl: `https://images.example/${id}.png`,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});

test('a place that says nothing any more is forgotten', () => {
  const places = moveCategory({}, 'b', { parentId: 'a', position: 3 });

  expect(places).toEqual({ a: {}, b: { parentId: 'a', position: 3 } });
  expect(moveCategory(places, 'b', { parentId: null, position: null })).toEqual({});
  expect(removeCategory(places, 'b')).toEqual({});
});

test('at most 1,000 categories have a place, and those that have one can still be moved', () => {
  const full: Places = Object.fromEntries(
    Array.from({ length: MAX_CATEGORIES }, (_, position) => [`c${position}`, { position }]),
  );

  expect(() => moveCategory(full, 'new', { position: 1 })).toThrow(
    expect.objectContaining({ code: 'CATEGORY_TREE_FULL' }),
  );
  expect(Object.keys(moveCategory(full, 'c1', { parentId: 'c2' }))).toHaveLength(MAX_CATEGORIES);
});

test('a category whose parent is missing is at the top level', () => {
  expect(arrange([category('b')], { a: {}, b: { parentId: 'a' } })).toMatchObject([{ id: 'b', path: [] }]);
});

test('places that are damaged into a circle end no request', () => {
  expect(ancestorsOf({ a: { parentId: 'b' }, b: { parentId: 'a' } }, 'a')).toEqual(['a', 'b']);
});
