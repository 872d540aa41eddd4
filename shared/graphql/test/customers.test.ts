import { expect, test } from '@jest/globals';
import { detailedProduct, failure, product, restShop, tokenOf } from './restShop.ts';

const ann = tokenOf('ann');
const review = { id: 'r', stars: 5, text: 'Light', createdAt: '2026-11-21T08:00:00.000Z' };

test('the reviews of a product have pages and a rating', async () => {
  const { ask, calls } = restShop({
    'GET /products/products/p/reviews': {
      body: { reviews: [review], rating: { average: 5, count: 1 }, nextCursor: 'next' },
    },
  });

  const { data } = await ask(
    '{ reviews(productId: "p", limit: 1) { reviews { id stars text name createdAt } rating { average count } nextCursor } }',
  );

  expect(data?.reviews).toEqual({
    reviews: [{ ...review, name: null }],
    rating: { average: 5, count: 1 },
    nextCursor: 'next',
  });
  expect(calls.map(({ query }) => `${query}`)).toEqual(['limit=1']);
});

test('a customer writes a review and removes it', async () => {
  const { ask, calls } = restShop({
    'POST /products/products/p/reviews': { body: { ...review, productId: 'p', status: 'pending' } },
    'GET /products/my-reviews': {
      body: { reviews: [{ id: 'w', productId: 'q', createdAt: '', status: 'unwritten' }] },
    },
    'DELETE /products/reviews/r': { body: { id: 'r' } },
  });

  const { data, errors } = await ask(
    'mutation { writeReview(productId: "p", stars: 5, text: "Light", name: null) { id status } removeReview(id: "r") }',
    ann,
  );
  const own = await ask('{ myReviews { reviews { id productId status stars } nextCursor } }', ann);

  expect(errors).toBeUndefined();
  expect(data).toEqual({ writeReview: { id: 'r', status: 'PENDING' }, removeReview: 'r' });
  expect(calls[0]?.body).toEqual({ stars: 5, text: 'Light' });
  expect(own.data?.myReviews).toEqual({
    reviews: [{ id: 'w', productId: 'q', status: 'UNWRITTEN', stars: null }],
    nextCursor: null,
  });
});

test('a review by who has not bought the product is the error of the REST API', async () => {
  const { ask } = restShop({ 'POST /products/products/p/reviews': failure(409, 'PURCHASE_REQUIRED') });

  const { errors } = await ask('mutation { writeReview(productId: "p", stars: 5) { id } }', ann);

  expect(errors?.[0]?.extensions.code).toBe('PURCHASE_REQUIRED');
});

test('the wish list is read with one call, and its products with one more', async () => {
  const wish = (productId: string) => ({
    ...{ variantId: `${productId}-m`, productId, onSale: true, name: `Product ${productId}`, variantName: 'M' },
    ...{ price: 12, currency: 'EUR', imageUrl: null, quantity: 3, addedAt: '' },
  });
  const { ask, routes } = restShop({
    'GET /products/wish-list': { body: { items: [wish('p'), wish('q')] } },
    'GET /products/products': { body: { products: [product('p')] } },
  });

  const { data } = await ask(
    '{ wishList { variantId onSale name variantName price currency stock product { category } } }',
    ann,
  );

  expect(data).toMatchObject({
    wishList: [
      { variantId: 'p-m', name: 'Product p', variantName: 'M', price: 12, stock: 3, product: { category: 'shoes' } },
      { variantId: 'q-m', product: null },
    ],
  });
  expect(routes()).toEqual(['GET /products/wish-list', 'GET /products/products']);
});

test('variants are put on the wish list and taken off', async () => {
  const { ask, routes } = restShop({
    'PUT /products/wish-list/v': { body: { variantId: 'v', productId: 'p', addedAt: '' } },
    'DELETE /products/wish-list/v': { body: { variantId: 'v' } },
    'GET /products/products/p': { body: detailedProduct('p') },
  });

  const { data } = await ask('mutation { addToWishList(variantId: "v") removeFromWishList(variantId: "v") }', ann);

  expect(data).toEqual({ addToWishList: 'v', removeFromWishList: 'v' });
  expect(routes()).toEqual(['PUT /products/wish-list/v', 'DELETE /products/wish-list/v']);
});
