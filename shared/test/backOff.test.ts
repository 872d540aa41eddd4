import { afterEach, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { backOff } from '../src/backOff.ts';

const waits = { first: 40, longest: 400 };

afterEach(() => {
  jest.restoreAllMocks();
});

test('a wait doubles with each retry, up to the longest one', () => {
  jest.spyOn(Math, 'random').mockReturnValue(0);

  expect([1, 2, 3, 4, 5, 1000, 5000].map((retry) => backOff(retry, waits))).toEqual([40, 80, 160, 320, 400, 400, 400]);
});

test('a wait is random by its jitter and never longer than without', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0, max: 1, noNaN: true }), (retry, jitter) => {
      const longest = Math.min(40 * 2 ** (retry - 1), 400);
      const wait = backOff(retry, waits, jitter);

      expect(wait).toBeLessThanOrEqual(longest);
      expect(wait).toBeGreaterThanOrEqual(longest * (1 - jitter) - 1e-9);
    }),
  );
  expect(new Set(Array.from({ length: 50 }, () => backOff(3, waits))).size).toBeGreaterThan(1);
});
