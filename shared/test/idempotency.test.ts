import { describe, expect, test } from '@jest/globals';
import { hashOf, idOfKey, requireSameRequest } from '../src/idempotency.ts';

const ORDERS = '0b6f4a5e-3d0a-4c39-9a54-7a7f0f3f4a71';

describe('the id of a key', () => {
  test('is the same for each repetition, in this release and the next', () => {
    expect(idOfKey('key-1', ORDERS, 'ann')).toBe(idOfKey('key-1', ORDERS, 'ann'));
    expect(idOfKey('key-1', ORDERS, 'ann')).toBe('82701da8-1d2a-5f16-913f-89f5a22e8ec6');
  });

  test('differs by key, caller and what is made', () => {
    const other = '0f8a3f2e-5a7d-4c61-9d0b-7e2f4b6a9c15';
    const ids = [
      ['k', ORDERS, 'ann'],
      ['l', ORDERS, 'ann'],
      ['k', ORDERS, 'ben'],
      ['k', other, 'ann'],
      ['k', ORDERS],
    ];

    expect(new Set(ids.map(([key, namespace = '', ...scope]) => idOfKey(key, namespace, ...scope))).size).toBe(5);
  });

  test('is a new one without a key', () => {
    expect(idOfKey(undefined, ORDERS, 'ann')).not.toBe(idOfKey(undefined, ORDERS, 'ann'));
  });
});

describe('a request with a key that was used', () => {
  const requestHash = hashOf({ amount: 1 });

  test('is a repetition if it is the same', () => {
    expect(() => requireSameRequest({ requestHash }, hashOf({ amount: 1 }), 'another refund')).not.toThrow();
  });

  test.each([
    ['another one', { requestHash: hashOf({ amount: 2 }) }],
    ['one without a hash', {}],
    ['nothing', undefined],
  ])('is rejected if it meets %s', (_, existing) => {
    expect(() => requireSameRequest(existing, requestHash, 'another refund')).toThrow(
      expect.objectContaining({
        code: 'IDEMPOTENCY_KEY_REUSED',
        message: 'This Idempotency-Key was used for another refund.',
      }),
    );
  });
});
