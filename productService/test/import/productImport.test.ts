import { expect, test } from '@jest/globals';
import { picturesOf } from '../../src/import/productImport.ts';

const picture = { line: 3, column: 'Image Src', url: 'https://cdn.example/a.jpg', alt: '', shownBy: [] };

test('where no pictures are fetched, one line of the report says so, unless the products have them', () => {
  expect(picturesOf(picture, 3, false)).toEqual({
    refused: [{ line: 3, reason: 'Image Src: This shop fetches no pictures: add them by hand.' }],
    refusedRows: 1,
  });
  expect(picturesOf({ ...picture, id: 'known' }, 3, false)).toEqual({});
  expect(picturesOf(picture, 3, true)).toEqual({ pictures: 0, picturesLeft: 3 });
});
