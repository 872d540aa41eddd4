import { describe, expect, test } from '@jest/globals';
import { routeTable } from '../../src/http/routes.ts';

const keys = [
  '$default',
  'GET /products/{id}',
  'POST /get-upload-url',
  'GET /my-products',
  'GET /categories/{name}',
  'GET /products',
  'ANY /files/{path+}',
  'GET /files/{path+}',
  'GET /files/{name}',
  'GET /products/pending',
  'POST /products/{id}/approve',
];

describe('a route is chosen', () => {
  test.each([
    ['GET', '/products/pending', 'GET /products/pending'],
    ['GET', '/products/7', 'GET /products/{id}'],
    ['GET', '/products', 'GET /products'],
    ['GET', '/products/', '$default'],
    ['GET', '/files/a', 'GET /files/{name}'],
    ['GET', '/files/a/b', 'GET /files/{path+}'],
    ['PUT', '/files/a/b', 'ANY /files/{path+}'],
    ['DELETE', '/products/7', '$default'],
    ['GET', '/nothing', '$default'],
  ])('%s %s by what fits most exactly, in whatever order the routes stand', (method, path, expected) => {
    for (const order of [keys, keys.toReversed(), keys.toSorted()]) {
      const found = routeTable(order.map((routeKey) => ({ routeKey }))).find(method, path);

      expect(found?.route.routeKey).toBe(expected);
    }
  });
});
