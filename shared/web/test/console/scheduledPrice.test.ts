import { expect, test } from '@jest/globals';
import { localTime, scheduledPriceIn } from '../../console/src/variants/scheduledPrice.ts';

const before = { price: 15, from: '2026-12-01T08:00:30.000Z', to: '2026-12-24T23:00:00.000Z' };
const shown = { price: '15', from: localTime(before.from), to: localTime(before.to) };

test('a scheduled price that was not changed is not sent, although the form shows no seconds', () => {
  expect(scheduledPriceIn(shown, before)).toBeUndefined();
  expect(scheduledPriceIn({ price: '', from: '', to: '' }, undefined)).toBeUndefined();
});

test('an emptied form removes the scheduled price', () => {
  expect(scheduledPriceIn({ price: '', from: '', to: '' }, before)).toBeNull();
});

test('a changed end keeps the beginning to the second', () => {
  const to = '2026-12-25T10:00:00.000Z';

  expect(scheduledPriceIn({ ...shown, to: localTime(to) }, before)).toEqual({ ...before, to });
});

test('what is missing stays absent, so that the API names it', () => {
  expect(scheduledPriceIn({ price: '12', from: '', to: shown.to }, undefined)).toEqual({
    price: 12,
    from: undefined,
    to: before.to,
  });
});
