import { describe, expect, test } from '@jest/globals';
import { CheckoutBody, checkoutHash, checkoutRequest } from '../../src/checkout/checkoutRequest.ts';

const items = (count: number, qty = 1) =>
  Array.from({ length: count }, (_, index) => ({ id: `product-${index}`, qty }));
const faults = (body: unknown) => CheckoutBody.safeParse(body).error?.issues.map(({ path }) => path.join('.'));

describe('a checkout', () => {
  test.each([
    ['no body', undefined],
    ['an empty body', {}],
    ['a total alone', { total: 19.99 }],
    ['40 products', { items: items(40), total: 1 }],
    ['the same product many times', { items: [...items(40), ...items(40)], total: 1 }],
    ['a million pieces in two parts', { items: [...items(1, 999_999), ...items(1)], total: 1 }],
    ['the largest total', { total: 50_000_000_000_000 }],
  ])('may have %s', (_, body) => {
    expect(faults(body)).toBeUndefined();
  });

  test.each([
    ['products without their total', { items: items(1) }, ['total']],
    ['41 products', { items: items(41), total: 1 }, ['items']],
    ['more than a million pieces in two parts', { items: [...items(1, 999_999), ...items(1, 2)], total: 1 }, ['items']],
    ['no products', { items: [], total: 1 }, ['items']],
    ['a quantity of nothing', { items: items(1, 0), total: 1 }, ['items.0.qty']],
    ['a million and one pieces', { items: items(1, 1_000_001), total: 1 }, ['items.0.qty', 'items']],
    ['half a piece', { items: items(1, 0.5), total: 1 }, ['items.0.qty']],
    ['an empty id', { items: [{ id: '', qty: 1 }], total: 1 }, ['items.0.id']],
    ['a total of nothing', { total: 0 }, ['total']],
    ['a total below nothing', { total: -1 }, ['total']],
    ['a total in quotes', { total: '1' }, ['total']],
    ['a total beyond all orders', { total: 40 * 1_000_000 * 100_000_000 + 1 }, ['total']],
    ['a price of its own', { items: [{ id: 'x', qty: 1, price: 1 }], total: 1 }, ['items.0']],
    ['null', null, ['']],
  ])('may not have %s', (_, body, paths) => {
    expect(faults(body)).toEqual(paths);
  });

  test('has each product once, in the order in which they were named, and its total', () => {
    const [one, two] = items(2, 3);
    const body = { items: [two, one, two].flatMap((line) => line ?? []), total: 19.99 };

    expect(checkoutRequest(body)).toEqual({
      lines: [
        { id: 'product-1', quantity: 6 },
        { id: 'product-0', quantity: 3 },
      ],
      total: 19.99,
    });
    expect(checkoutRequest(undefined)).toEqual({ lines: undefined, total: undefined });
  });
});

describe('the hash of a checkout', () => {
  const hash = (body: Parameters<typeof checkoutRequest>[0]) => checkoutHash(checkoutRequest(body));

  test('is the same for the same products in another sequence or in parts', () => {
    const [one, two] = items(2, 2).flatMap((line) => line ?? []);
    if (!one || !two) throw new Error('two lines are needed');

    expect(hash({ items: [one, two], total: 5 })).toBe(hash({ items: [two, one], total: 5 }));
    expect(hash({ items: [one], total: 5 })).toBe(
      hash({
        items: [
          { ...one, qty: 1 },
          { ...one, qty: 1 },
        ],
        total: 5,
      }),
    );
  });

  test('is different for every other request', () => {
    const hashes = [
      hash(undefined),
      hash({ total: 5 }),
      hash({ total: 5.01 }),
      hash({ items: items(1), total: 5 }),
      hash({ items: items(1, 2), total: 5 }),
      hash({ items: items(1), total: 6 }),
      hash({ items: items(2), total: 5 }),
    ];

    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hash({})).toBe(hash(undefined));
  });
});
