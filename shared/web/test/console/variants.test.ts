import { describe, expect, test } from '@jest/globals';
import { newVariantOf, type Variant, variantChangesOf, variantName } from '../../console/src/variants/variant.ts';

const medium: Variant = { id: 'm', options: { Size: 'M' }, price: 25, compareAtPrice: 30, sku: 'SHIRT-M', quantity: 5 };
const form = { 'options.Size': 'M', price: '25', compareAtPrice: '30', sku: 'SHIRT-M', barcode: '', imageId: '' };

describe('the form of a variant', () => {
  test('sends a new one without what was left empty, but with a zero', () => {
    const fields = { 'options.Size': 'L', 'options.': '', price: '25.5', quantity: '0', sku: '', weightGrams: '' };

    expect(newVariantOf(fields)).toEqual({ options: { Size: 'L' }, price: 25.5, quantity: 0 });
  });

  test('sends nothing that was not changed', () => {
    expect(variantChangesOf(medium, form)).toEqual({});
  });

  test('sends what was changed, and null for what was emptied', () => {
    const fields = { ...form, price: '24', compareAtPrice: '', sku: '', weightGrams: '0', lowStockAt: '3' };

    expect(variantChangesOf(medium, fields)).toEqual({
      price: 24,
      compareAtPrice: null,
      sku: null,
      weightGrams: 0,
      lowStockAt: 3,
    });
  });

  test('sends all options if one was changed, added or removed', () => {
    const colour = { optionName1: 'Size', optionName2: 'Colour', 'options.Colour': 'blue' };

    expect(variantChangesOf(medium, { ...form, ...colour })).toEqual({ options: { Size: 'M', Colour: 'blue' } });
    expect(variantChangesOf(medium, { ...form, 'options.Size': '' })).toEqual({ options: {} });
  });
});

test('a variant is called by the values of its options', () => {
  expect(variantName({ options: { Size: 'M', Colour: 'blue' } })).toBe('M / blue');
});
