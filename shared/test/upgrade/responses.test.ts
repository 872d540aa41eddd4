import { expect, test } from '@jest/globals';
import { lostFields } from '../../upgrade/responses.ts';

const before = { status: 'shipping', total: 39.98, items: [{ id: 'a', quantity: 2 }], address: { city: 'Berlin' } };

test('a response that gains fields at any depth is what clients were promised', () => {
  const after = { ...before, note: 'new', items: [{ id: 'a', quantity: 2, slug: 'a' }] };

  expect(lostFields('order', before, after)).toEqual([]);
});

test('each field that is missing or differs, and each list of another length, is named', () => {
  const after = { status: 'SHIPPING', total: 39.98, items: [], address: {} };

  expect(lostFields('order', before, after)).toEqual([
    'order.status: "shipping" became "SHIPPING"',
    'order.items: 1 entries became 0',
    'order.address.city: "Berlin" became undefined',
  ]);
});

test('an object that became nothing loses all its fields', () => {
  expect(lostFields('order', before.address, undefined)).toEqual(['order.city: "Berlin" became undefined']);
});
