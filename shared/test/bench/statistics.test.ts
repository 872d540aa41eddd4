import { expect, test } from '@jest/globals';
import { median, percentile } from '../../bench/statistics.ts';

test('the median is the middle value, or the mean of the two in the middle, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 2, 4])).toBe(3);
  expect(median([7])).toBe(7);
});

test('a percentile is a measured value, by the nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);

  expect(percentile(values, 0.5)).toBe(100);
  expect(percentile(values, 0.99)).toBe(198);
  expect(percentile([3], 0.99)).toBe(3);
});
