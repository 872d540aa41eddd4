import { expect, test } from '@jest/globals';
import { lowVariants } from '../../console/src/lowStock/lowVariants.ts';

test('a variant is low at its own number, or at five units, and the emptiest come first', () => {
  const variant = (id: string, quantity: number, lowStockAt?: number) => ({
    ...{ id, quantity, options: {}, price: 1 },
    ...(lowStockAt !== undefined && { lowStockAt }),
  });
  const variants = [
    variant('few', 5),
    variant('enough', 6),
    variant('low', 40, 40),
    variant('not low', 3, 2),
    variant('none', 0, 0),
  ];

  expect(lowVariants({ variants }).map(({ id }) => id)).toEqual(['none', 'few', 'low']);
});
