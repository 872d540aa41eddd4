import { describe, expect, test } from '@jest/globals';
import {
  nextPriceChange,
  pricedAt,
  type ScheduledPrice,
  withOwnPrice,
  withoutSchedule,
} from '../../src/price/scheduledPrice.ts';

const from = '2026-03-01T00:00:00.000Z';
const to = '2026-03-08T00:00:00.000Z';
const at = (time: string) => new Date(time);
const during = at('2026-03-02T00:00:00.000Z');

type Sample = { unitPrice: number; compareAtPrice?: number | undefined; scheduledPrice?: ScheduledPrice | undefined };
const variant = (more: Partial<Sample> = {}): Sample => ({
  unitPrice: 100,
  scheduledPrice: { unitPrice: 80, from, to },
  ...more,
});

describe('a variant with a scheduled price has', () => {
  test('its regular price before, the scheduled one from the first instant on, and the regular one from the last', () => {
    const before = variant();
    const inForce = pricedAt(before, at(from));

    expect(pricedAt(before, new Date(Date.parse(from) - 1))).toBe(before);
    expect(inForce).toMatchObject({ unitPrice: 80, compareAtPrice: 100 });
    expect(pricedAt(inForce, new Date(Date.parse(to) - 1))).toBe(inForce);
    expect(pricedAt(inForce, at(to))).toEqual({ unitPrice: 100 });
  });

  test('its regular price if nobody looked until the schedule was over', () => {
    expect(pricedAt(variant(), at('2027-01-01T00:00:00.000Z'))).toEqual({ unitPrice: 100 });
  });

  test('the scheduled price still where a clock is behind that of whoever began it', () => {
    const inForce = pricedAt(variant(), during);

    expect(pricedAt(inForce, at('2026-02-28T23:59:59.000Z'))).toBe(inForce);
  });

  test.each([
    ['the regular price, of a reduced one', { compareAtPrice: 120 }, 80, 100],
    ['the former price, of a rise below it', { compareAtPrice: 120 }, 110, 120],
    ['none, of a rise above it', { compareAtPrice: 120 }, 130, undefined],
    ['none, of a rise', {}, 110, undefined],
    ['none, of the same price', {}, 100, undefined],
  ])('as the price before a reduction %s, and its own again afterwards', (_, more, unitPrice, compareAtPrice) => {
    const before = variant({ ...more, scheduledPrice: { unitPrice, from, to } });

    const inForce = pricedAt(before, during);

    expect(inForce.compareAtPrice).toBe(compareAtPrice);
    expect(pricedAt(inForce, at(to))).toEqual({ unitPrice: 100, ...more });
  });
});

test('a scheduled price that ends early gives the regular one back; one that is to come outlives a change of the price', () => {
  const inForce = pricedAt(variant({ compareAtPrice: 120 }), during);

  expect(withoutSchedule(inForce)).toEqual({ unitPrice: 100, compareAtPrice: 120 });
  expect(withOwnPrice(inForce)).toEqual({ unitPrice: 100, compareAtPrice: 120 });
  expect(withOwnPrice(variant())).toEqual(variant());
  expect(withoutSchedule(variant())).toEqual({ unitPrice: 100 });
});

test('prices change next at the earliest beginning of one that is to come, or end of one in force', () => {
  const later = variant({ scheduledPrice: { unitPrice: 80, from: '2026-03-05T00:00:00.000Z', to } });
  const inForce = pricedAt(variant(), during);

  expect(nextPriceChange([{}, {}])).toBeUndefined();
  expect(nextPriceChange([later, variant()])).toBe(from);
  expect(nextPriceChange([inForce, later])).toBe('2026-03-05T00:00:00.000Z');
  expect(nextPriceChange([inForce])).toBe(to);
});
