import { describe, expect, test } from '@jest/globals';
import { type Order, unitsOf, unitsText, unitsToSend } from '../../console/src/orders/order.ts';

const line = { productId: 'shirt', productName: 'Shirt', unitPrice: 10 };
const items: Order['items'] = [
  { ...line, quantity: 2 },
  { ...line, variantId: 'blue', variantName: 'M / blue', sku: 'SHIRT-M', quantity: 3 },
];

describe('the variants of a product in an order', () => {
  test('are named by their options and SKUs, wherever units are listed', () => {
    const units = [
      { productId: 'shirt', quantity: 1 },
      { productId: 'shirt', variantId: 'blue', quantity: 2 },
      { productId: 'gone', quantity: 1 },
    ];

    expect(unitsText({ items }, units)).toBe('1 × Shirt, 2 × Shirt, M / blue (SHIRT-M), 1 × gone');
  });

  test('are sent by themselves, and not when none of them are', () => {
    expect(unitsOf(items, [0, 2])).toEqual([{ productId: 'shirt', variantId: 'blue', quantity: 2 }]);
    expect(unitsOf(items, [1])).toEqual([{ productId: 'shirt', quantity: 1 }]);
  });

  test('are left to send by themselves', () => {
    const sent = (unit: object) => [{ items: [unit] }] as unknown as Order['fulfilments'];
    const left = (fulfilments: Order['fulfilments']) =>
      unitsToSend({ items, fulfilments } as Order).map(({ variantId, left: units }) => [variantId, units]);

    expect(left(sent({ productId: 'shirt', variantId: 'blue', quantity: 3 }))).toEqual([[undefined, 2]]);
    expect(left(sent({ productId: 'shirt', variantId: 'shirt', quantity: 1 }))).toEqual([
      [undefined, 1],
      ['blue', 3],
    ]);
  });
});
