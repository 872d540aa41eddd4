import { describe, expect, test } from '@jest/globals';
import { detailedProduct, failure, product, restShop, tokenOf } from './restShop.ts';

const ann = tokenOf('ann');
const medium = {
  id: 'p',
  variantId: 'p-m',
  name: 'Product p',
  variantName: 'M',
  price: 12,
  imageUrl: null,
  available: 5,
};
const cart = { id: 'c', items: [{ product: medium, quantity: 2, lineTotal: 24 }], totalPrice: 24, currency: 'EUR' };
const placed = {
  ...{ id: 'o', status: 'completed', total: 22, currency: 'EUR', createdAt: '', updatedAt: '' },
  items: [
    { productId: 'p', productName: 'Product p', variantName: 'S', unitPrice: 10, quantity: 1 },
    {
      productId: 'p',
      variantId: 'p-m',
      productName: 'Product p',
      variantName: 'M',
      sku: 'M1',
      unitPrice: 12,
      quantity: 1,
    },
  ],
};

/** Answers `GET /products/{id}` and `GET /products?ids=` with these products. */
const onSale = (...ids: string[]) => ({
  ...Object.fromEntries(ids.map((id) => [`GET /products/products/${id}`, { body: detailedProduct(id) }])),
  'GET /products/products': ({ query }: { query: URLSearchParams }) => {
    const asked = query.get('ids')?.split(',') ?? ids;
    return { body: { products: asked.filter((id) => ids.includes(id)).map(product) } };
  },
});

describe('a product', () => {
  test('has variants, options, images and a rating, with one call', async () => {
    const { ask, routes } = restShop(onSale('p'));

    const { data, errors } = await ask(`{
      product(id: "p") {
        name highestPrice
        options { name values }
        variants { id name options { name value } price compareAtPrice lowestPrice30Days sku stock image { alt } }
        images { id alt url width height small medium large }
        rating { average count }
      }
    }`);

    expect(errors).toBeUndefined();
    expect(data?.product).toMatchObject({
      name: 'Product p',
      highestPrice: 12,
      options: [{ name: 'Size', values: ['S', 'M'] }],
      variants: [
        {
          id: 'p',
          name: 'S',
          price: 10,
          compareAtPrice: null,
          lowestPrice30Days: null,
          sku: null,
          stock: 5,
          image: null,
        },
        {
          ...{
            id: 'p-m',
            name: 'M',
            options: [{ name: 'Size', value: 'M' }],
            price: 12,
            compareAtPrice: 15,
            lowestPrice30Days: 14,
          },
          ...{ sku: 'M1', stock: 0, image: { alt: 'Picture back' } },
        },
      ],
      images: [{ id: 'p', alt: 'Picture p', width: 1600, small: 'p-s', large: 'p-l' }, { id: 'back' }],
      rating: { average: 4.5, count: 2 },
    });
    expect(routes()).toEqual(['GET /products/products/p']);
  });

  test('is read once, wherever and however often it is asked for', async () => {
    const { ask, routes } = restShop({
      ...onSale('p', 'q'),
      'GET /orders/orders': { body: { orders: [placed, { ...placed, id: 'o2' }] } },
      'GET /orders/cart': { body: cart },
    });

    const { data, errors } = await ask(
      `query {
        first: product(id: "p") { ...all }
        again: product(id: "p") { description ...all }
        other: product(id: "q") { description options { name } }
        orders(limit: 2) { orders { items { product { category ... on Product { rating { count } } } } } }
        cart { items { product { description ...all } } }
      }
      fragment all on Product { variants { id } images { id } }`,
      ann,
    );

    expect(errors).toBeUndefined();
    expect(routes().toSorted()).toEqual([
      'GET /orders/cart',
      'GET /orders/orders',
      'GET /products/products',
      'GET /products/products/p',
    ]);
    expect(data?.cart).toMatchObject({ items: [{ product: { description: 'About p', variants: [{}, {}] } }] });
  });

  test('is found by a slug that it has or had, with one call however often, and says its own', async () => {
    const body = { ...detailedProduct('p'), slug: 'new' };
    const { ask, routes } = restShop({ 'GET /products/products/by-slug/old': { body } });

    const { data, errors } = await ask(
      '{ one: product(slug: "old") { id slug variants { id } } again: product(slug: "old") { name } none: product(slug: "x") { id } }',
    );

    expect(errors).toBeUndefined();
    expect(data).toEqual({
      one: { id: 'p', slug: 'new', variants: [{ id: 'p' }, { id: 'p-m' }] },
      again: { name: 'Product p' },
      none: null,
    });
    expect(routes()).toEqual(['GET /products/products/by-slug/old', 'GET /products/products/by-slug/x']);
  });

  test.each(['', '(id: null)', '(id: "p", slug: "p")'])(
    'has to be named by one of id and slug, not %j',
    async (named) => {
      const { ask, routes } = restShop(onSale('p'));

      const { errors } = await ask(`{ product${named} { id } }`);

      expect(errors).toEqual([
        expect.objectContaining({ extensions: expect.objectContaining({ code: 'INVALID_INPUT' }) }),
      ]);
      expect(routes()).toEqual([]);
    },
  );

  test.each(['..', 'a/b', ''])('has no slug %j, and no route is called', async (slug) => {
    const { ask, routes } = restShop({});

    expect((await ask(`{ product(slug: "${slug}") { id } }`)).data).toEqual({ product: null });
    expect(routes()).toEqual([]);
  });

  test('that is not on sale is null, and in an order too', async () => {
    const { ask } = restShop({ 'GET /orders/orders/o': { body: placed } });

    const { data, errors } = await ask(
      '{ product(id: "x") { variants { id } } order(id: "o") { items { name product { variants { id } } } } }',
      ann,
    );

    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ product: null, order: { items: [{ product: null }, { product: null }] } });
  });

  test.each(['pending', '..', 'by-slug/x', '', 'p,q'])('cannot be called %j, and no route is', async (id) => {
    const { ask, routes } = restShop({});

    const { data } = await ask(`{ product(id: "${id}") { variants { id } } }`, ann);

    expect(data).toEqual({ product: null });
    expect(routes()).toEqual([]);
  });

  test('has its variants read with 20 others at most', async () => {
    const many = Array.from({ length: 21 }, (_, index) => `p${index}`);
    const { ask, calls } = restShop(onSale(...many));

    const { errors } = await ask('{ products(limit: 21) { variants { id } } }');

    expect(errors?.[0]).toMatchObject({
      message: 'The variants of at most 20 products can be read at once.',
      extensions: { code: 'INVALID_INPUT' },
    });
    expect(calls.length).toBeLessThanOrEqual(21);
  });
});

describe('a variant', () => {
  test('is put into the cart, changed and removed, where it is named', async () => {
    const { ask, calls } = restShop({
      'POST /orders/cart': { body: cart },
      'PUT /orders/cart/p': { body: cart },
      'DELETE /orders/cart/p': { body: cart },
    });
    const fields = '{ items { variantId variantName quantity product { id price } } }';

    const { data, errors } = await ask(
      `mutation {
        addToCart(productId: "p", quantity: 2, variantId: "p-m") ${fields}
        setCartQuantity(productId: "p", quantity: 3, variantId: "p-m") ${fields}
        removeFromCart(productId: "p", variantId: "p-m") ${fields}
      }`,
      ann,
    );

    expect(errors).toBeUndefined();
    expect(data?.addToCart).toEqual({
      items: [{ variantId: 'p-m', variantName: 'M', quantity: 2, product: { id: 'p', price: 12 } }],
    });
    expect(calls.map(({ body, query }) => body ?? query.get('variantId'))).toEqual([
      { id: 'p', variantId: 'p-m', qty: 2 },
      { variantId: 'p-m', qty: 3 },
      'p-m',
    ]);
  });

  test('is asked for where a product has several', async () => {
    const { ask } = restShop({ 'POST /orders/cart': failure(400, 'VARIANT_REQUIRED', { productId: 'p' }) });

    const { errors } = await ask('mutation { addToCart(productId: "p", quantity: 1) { id } }', ann);

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'VARIANT_REQUIRED', productId: 'p' });
  });

  test('is named by the lines of an order; the first has the id of its product', async () => {
    const { ask } = restShop({ 'GET /orders/orders/o': { body: placed } });

    const { data } = await ask('{ order(id: "o") { items { variantId variantName sku } } }', ann);

    expect(data?.order).toEqual({
      items: [
        { variantId: 'p', variantName: 'S', sku: null },
        { variantId: 'p-m', variantName: 'M', sku: 'M1' },
      ],
    });
  });
});
