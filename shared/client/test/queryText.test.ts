import { expect, test } from '@jest/globals';
import { scriptedShop } from './scriptedShop.ts';

test.each([
  [
    'several values of several attributes',
    { attr: { Size: ['M', 'L'], Material: ['wool'] } },
    'attr.Size=M&attr.Size=L&attr.Material=wool',
  ],
  ['names and values in any script', { attr: { 'Größe & so': ['ß=1'] } }, 'attr.Gr%C3%B6%C3%9Fe%20%26%20so=%C3%9F%3D1'],
  ['no value of an attribute', { q: 'a b', attr: { Size: [] } }, 'q=a%20b'],
  ['nothing', { attr: {} }, ''],
])('a search sends %s as its own parameters', async (_, query, text) => {
  const { shop, routes } = scriptedShop({});

  await shop.products.GET('/products', { params: { query } });

  expect(routes()).toEqual([`GET /products/products${text && '?'}${text}`]);
});
