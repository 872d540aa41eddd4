import { describe, expect, test } from '@jest/globals';
import { fieldErrors, filledIn } from '../../console/src/formValues.ts';

describe('the values of a form', () => {
  test('are sent without what was left empty', () => {
    const address = { name: ' Ada ', company: '', line2: null };
    expect(filledIn({ address, returnAddress: { name: ' ' }, rates: [], freeFrom: 0, combinable: false })).toEqual({
      address: { name: 'Ada' },
      rates: [],
      freeFrom: 0,
      combinable: false,
    });
  });

  test('keep the entries of lists in their places', () => {
    expect(filledIn({ steps: [{ from: '' }, { from: 2 }], texts: ['a', ''] })).toEqual({
      steps: [{}, { from: 2 }],
      texts: ['a'],
    });
  });
});

const asTheApi = (_key: string, options?: Record<string, unknown>) => String(options?._);

describe('errors of an API', () => {
  test('are shown at the fields that they name', () => {
    expect(fieldErrors([{ path: 'methods.0.id', message: 'is used twice' }], asTheApi)).toEqual({
      'methods.0.id': 'is used twice',
    });
  });

  test('of an entry in a list of texts are shown at the list', () => {
    expect(fieldErrors([{ path: 'zones.1.countries.3', message: 'is no country' }], asTheApi)).toEqual({
      'zones.1.countries': 'is no country',
    });
  });

  test('of the form as a whole belong to no field', () => {
    expect(fieldErrors([{ path: '', message: 'is empty' }], asTheApi)).toEqual({ 'root.serverError': 'is empty' });
  });
});
