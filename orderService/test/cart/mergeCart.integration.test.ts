import { beforeEach, describe, expect, test } from '@jest/globals';
import { startCarts } from '../carts.ts';

const { offer, withdraw, someone, quantities, filled } = await startCarts();
const { addToCart, emptyCart } = await import('../../src/cart/changeCart.ts');
const { mergeCart } = await import('../../src/cart/mergeCart.ts');
const { MergeBody } = await import('../../src/cart/cart.ts');

let customer: string;
beforeEach(() => {
  customer = someone();
});
const merge = (items: { id: string; qty: number }[], key?: string) => mergeCart(customer, items, key);

describe('a merged cart', () => {
  test('has the quantities of both, in a new cart as in an old one', async () => {
    const [shoes, hat] = [offer(), offer()];

    const begun = await merge([{ id: shoes.id, qty: 2 }]);
    const { items, notMerged } = await merge([
      ...[
        { id: hat.id, qty: 1 },
        { id: shoes.id, qty: 3 },
        { id: hat.id, qty: 1 },
      ],
    ]);

    expect(begun.items).toHaveLength(1);
    expect(items.map(({ product, quantity }) => [product.id, quantity])).toEqual([
      [shoes.id, 5],
      [hat.id, 2],
    ]);
    expect(notMerged).toEqual([]);
  });

  test('has what can be added, and reports the rest', async () => {
    const [scarce, gone, plenty, foreign] = [offer({ quantity: 5 }), offer(), offer(), offer({ currency: 'EUR' })];
    await addToCart(customer, { id: scarce.id, qty: 3 });
    withdraw(gone.id);

    const { notMerged } = await merge([
      { id: scarce.id, qty: 4 },
      { id: gone.id, qty: 1 },
      { id: foreign.id, qty: 1 },
      { id: plenty.id, qty: 2 },
    ]);

    expect(notMerged).toEqual([
      { id: scarce.id, requested: 4, added: 2, code: 'INSUFFICIENT_STOCK' },
      { id: gone.id, requested: 1, added: 0, code: 'PRODUCT_NOT_FOUND' },
      { id: foreign.id, requested: 1, added: 0, code: 'CURRENCY_MISMATCH' },
    ]);
    await expect(quantities(customer)).resolves.toEqual([
      [scarce.id, 5],
      [plenty.id, 2],
    ]);
  });

  test('keeps what is more than the stock by now, and at most 40 lines', async () => {
    const full = await filled(customer, 40);
    const [first] = full;
    if (!first) throw new Error('The cart is empty');
    Object.assign(first, { quantity: 0 });
    const more = offer();

    const { notMerged, items } = await merge([
      { id: first.id, qty: 1 },
      { id: more.id, qty: 1 },
    ]);

    expect(notMerged).toEqual([
      { id: first.id, requested: 1, added: 0, code: 'INSUFFICIENT_STOCK' },
      { id: more.id, requested: 1, added: 0, code: 'CART_FULL' },
    ]);
    expect(items).toHaveLength(40);
  });

  test('is the same for a repeated request, also at once and after the cart was emptied', async () => {
    const shoes = offer({ quantity: 3 });
    const items = [{ id: shoes.id, qty: 5 }];
    const cut = [{ id: shoes.id, requested: 5, added: 3, code: 'INSUFFICIENT_STOCK' }];

    const both = await Promise.all([merge(items, 'once'), merge(items, 'once')]);
    await emptyCart(customer);
    const late = await merge(items, 'once');

    expect(both.map(({ notMerged }) => notMerged)).toEqual([cut, cut]);
    expect(both.map((one) => one.items[0]?.quantity)).toEqual([3, 3]);
    expect(late).toMatchObject({ items: [], notMerged: cut });
    await expect(merge([{ id: shoes.id, qty: 1 }], 'once')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('loses no change that another device makes at the same time', async () => {
    const products = Array.from({ length: 4 }, () => offer());

    await Promise.all([
      ...products.slice(0, 2).map(({ id }) => addToCart(customer, { id, qty: 1 })),
      ...products.slice(2).map(({ id }) => merge([{ id, qty: 1 }])),
    ]);

    await expect(quantities(customer)).resolves.toHaveLength(4);
  });

  test.each([
    ['nothing', {}, 'items'],
    ['no items', { items: [] }, 'items'],
    ['41 products', { items: Array.from({ length: 41 }, (_, id) => ({ id: `${id}`, qty: 1 })) }, 'items'],
    ['a quantity of 0', { items: [{ id: 'x', qty: 0 }] }, 'items.0.qty'],
    ['half a unit', { items: [{ id: 'x', qty: 0.5 }] }, 'items.0.qty'],
    ['more than a million', { items: [{ id: 'x', qty: 1_000_001 }] }, 'items.0.qty'],
    ['a price', { items: [{ id: 'x', qty: 1, price: 1 }] }, 'items.0'],
  ])('is refused for %s, by the name of the field', (_, body, path) => {
    expect(MergeBody.safeParse(body).error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
