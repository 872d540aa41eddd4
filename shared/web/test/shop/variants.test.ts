import { describe, expect, test } from '@jest/globals';
import type { Variant } from '../../shop/src/catalogue/product.ts';
import { choicesOf, chosenVariant, fullName, hasChoice, variantName } from '../../shop/src/product/variants.ts';

const variant = (id: string, Colour: string, Size: string, quantity = 1): Variant => ({
  ...{ id, quantity, price: 10 },
  options: { Colour, Size },
});
const blueS = variant('1', 'blue', 'S', 0);
const blueM = variant('2', 'blue', 'M');
const redM = variant('3', 'red', 'M', 0);
const redL = variant('4', 'red', 'L');
const greenXl = variant('5', 'green', 'XL', 0);
const shirt = {
  options: [
    { name: 'Colour', values: ['blue', 'red', 'green'] },
    { name: 'Size', values: ['S', 'M', 'L', 'XL'] },
  ],
  variants: [blueS, blueM, redM, redL, greenXl],
};

describe('the variant that a product page shows', () => {
  test.each([
    ['that of the address', '3', redM],
    ['without one, the first that is in stock', null, blueM],
    ['for one that does not exist, the first that is in stock', 'x', blueM],
  ])('is %s', (_, id, expected) => {
    expect(chosenVariant(shirt, id)).toBe(expected);
  });

  test('is the first if all are sold out', () => {
    expect(chosenVariant({ ...shirt, variants: [redM, blueS] }, null)).toBe(redM);
  });
});

describe('the choices of an option', () => {
  test('are all values of the first, with the later options kept where such a variant exists', () => {
    expect(choicesOf(shirt, blueM, 0)).toEqual([
      { value: 'blue', variant: blueM, isSoldOut: false },
      { value: 'red', variant: redM, isSoldOut: false },
      { value: 'green', variant: greenXl, isSoldOut: true },
    ]);
  });

  test('lead to one in stock where the later options cannot be kept', () => {
    expect(choicesOf(shirt, greenXl, 0).map((choice) => choice.variant)).toEqual([blueM, redL, greenXl]);
  });

  test('are no values that do not exist beside the options before', () => {
    expect(choicesOf(shirt, blueM, 1)).toEqual([
      { value: 'S', variant: blueS, isSoldOut: true },
      { value: 'M', variant: blueM, isSoldOut: false },
      { value: 'L', variant: undefined, isSoldOut: true },
      { value: 'XL', variant: undefined, isSoldOut: true },
    ]);
  });
});

test('a variant is called by its values, beside its product', () => {
  expect(fullName('Shirt', variantName(blueM))).toBe('Shirt, blue / M');
  expect(fullName('Shirt', variantName({ options: {} }))).toBe('Shirt');
});

test('a product has a choice if an option has several values', () => {
  expect(hasChoice(shirt)).toBe(true);
  expect(hasChoice({ options: [{ name: 'Size', values: ['S'] }] })).toBe(false);
  expect(hasChoice({})).toBe(false);
});
