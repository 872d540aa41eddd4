import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changedPrices, MAX_PRIOR_PRICES, PERIOD_MS, type Prices } from '../../src/price/lowestPrice.ts';

/** A change: when it was made, in hours since the product was put on sale, and the prices from then on. */
type Change = { hours: number; unitPrice: number; compareAtPrice?: number | undefined };

const HOUR_MS = 3600_000;
const start = Date.parse('2026-01-01T00:00:00.000Z');
const at = (hours: number) => new Date(start + hours * HOUR_MS);
const days = (number: number) => number * 24;

/** The prices after changes of a product that was on sale for `first`. */
const after = (first: number, changes: Change[], offered = true): Prices =>
  changes.reduce<Prices>((before, { hours, ...prices }) => changedPrices(before, prices, { offered, now: at(hours) }), {
    unitPrice: first,
  });
const lowest = (first: number, ...changes: Change[]) => after(first, changes).lowestPrice30Days;

describe('the lowest price of the 30 days before a reduction', () => {
  test.each<[string, number, number, Change[]]>([
    ['is the price that applied before it', 100, 100, [{ hours: days(90), unitPrice: 80, compareAtPrice: 100 }]],
    [
      'is not raised by a short rise',
      100,
      100,
      [
        { hours: days(90), unitPrice: 150 },
        { hours: days(92), unitPrice: 80, compareAtPrice: 150 },
      ],
    ],
    [
      'is a lower one of a sale that has ended since',
      100,
      70,
      [
        { hours: days(10), unitPrice: 70, compareAtPrice: 100 },
        { hours: days(20), unitPrice: 100 },
        { hours: days(49), unitPrice: 80, compareAtPrice: 100 },
      ],
    ],
    [
      'is no longer that one when it ended exactly 30 days and an hour ago',
      100,
      100,
      [
        { hours: days(10), unitPrice: 70, compareAtPrice: 100 },
        { hours: days(20), unitPrice: 100 },
        { hours: days(50) + 1, unitPrice: 80, compareAtPrice: 100 },
      ],
    ],
    [
      'is still that one when it ended exactly 30 days ago, as clocks may have changed',
      100,
      70,
      [
        { hours: days(10), unitPrice: 70, compareAtPrice: 100 },
        { hours: days(20), unitPrice: 100 },
        { hours: days(50), unitPrice: 80, compareAtPrice: 100 },
      ],
    ],
    [
      'is what it costs where a former price is claimed without a reduction',
      100,
      100,
      [{ hours: days(40), unitPrice: 100, compareAtPrice: 150 }],
    ],
    [
      'is the price of a silent reduction before it is announced',
      100,
      80,
      [
        { hours: days(40), unitPrice: 80 },
        { hours: days(43), unitPrice: 80, compareAtPrice: 100 },
      ],
    ],
    [
      'is that of the step before in a progressive reduction',
      100,
      90,
      [
        { hours: days(40), unitPrice: 90, compareAtPrice: 100 },
        { hours: days(50), unitPrice: 80, compareAtPrice: 100 },
      ],
    ],
    [
      'is the deeper one after a step back',
      100,
      70,
      [
        { hours: days(40), unitPrice: 70, compareAtPrice: 100 },
        { hours: days(50), unitPrice: 90, compareAtPrice: 100 },
      ],
    ],
    [
      'is unaffected by a clock that is behind',
      100,
      70,
      [
        { hours: days(40), unitPrice: 70 },
        { hours: days(45), unitPrice: 100 },
        { hours: days(44), unitPrice: 90, compareAtPrice: 100 },
      ],
    ],
  ])('%s', (_, first, expected, changes) => {
    expect(lowest(first, ...changes)).toBe(expected);
  });

  test('is not there without a former price, and gone with it', () => {
    expect(lowest(100, { hours: 1, unitPrice: 80 })).toBeUndefined();
    expect(lowest(100, { hours: 1, unitPrice: 80, compareAtPrice: 90 }, { hours: 2, unitPrice: 80 })).toBeUndefined();
  });

  test('stays as long as the reduction does', () => {
    const reduced = after(100, [{ hours: days(40), unitPrice: 80, compareAtPrice: 100 }]);

    expect(changedPrices(reduced, { ...reduced }, { offered: true, now: at(days(400)) })).toEqual(reduced);
  });

  test('of what nobody could buy is the price itself', () => {
    expect(after(1, [{ hours: 5, unitPrice: 80, compareAtPrice: 100 }], false)).toEqual({
      unitPrice: 80,
      compareAtPrice: 100,
      lowestPrice30Days: 80,
    });
  });
});

const price = fc.integer({ min: 1, max: 200 });
const anyChange = fc.record({
  hours: fc.integer({ min: 0, max: days(120) }),
  unitPrice: price,
  compareAtPrice: fc.option(fc.constant(1000), { nil: undefined }),
});
/** Changes in the order in which they were made, one at most in an hour. */
const history = (length: number) =>
  fc
    .uniqueArray(anyChange, { selector: ({ hours }) => hours, maxLength: length })
    .map((changes) => changes.sort((one, other) => one.hours - other.hours));

/** The same, read off all prices that ever applied. */
const expectedLowest = (first: number, changes: Change[]): number | undefined => {
  const applied = [{ hours: Number.NEGATIVE_INFINITY, unitPrice: first, compareAtPrice: undefined }, ...changes];
  const announced = applied.findLastIndex(
    ({ unitPrice, compareAtPrice }, index) =>
      applied[index - 1]?.unitPrice !== unitPrice || applied[index - 1]?.compareAtPrice !== compareAtPrice,
  );
  const reduction = applied[announced];
  if (announced === 0 || reduction?.compareAtPrice === undefined) return undefined;
  const earliest = reduction.hours - PERIOD_MS / HOUR_MS;
  const before = applied.slice(0, announced).filter((_, index) => (applied[index + 1]?.hours ?? 0) > earliest);
  return Math.min(...before.map(({ unitPrice }) => unitPrice));
};

describe('any history of prices', () => {
  test('gives the lowest of the 30 days before the last reduction', () => {
    fc.assert(
      fc.property(price, history(20), (first, changes) => {
        expect(after(first, changes).lowestPrice30Days).toBe(expectedLowest(first, changes));
      }),
    );
  });

  test('is kept in a bounded number of prices, and then never gives too high a price', () => {
    fc.assert(
      fc.property(price, history(120), (first, changes) => {
        const prices = after(first, changes);
        expect(prices.priorPrices?.length ?? 0).toBeLessThanOrEqual(MAX_PRIOR_PRICES);
        expect(prices.lowestPrice30Days ?? 0).toBeLessThanOrEqual(expectedLowest(first, changes) ?? 0);
      }),
    );
    const risingHourly = Array.from({ length: 300 }, (_, hours) => ({ hours, unitPrice: hours + 2 }));
    expect(after(1, risingHourly).priorPrices).toHaveLength(MAX_PRIOR_PRICES);
    expect(lowest(1, ...risingHourly, { hours: 301, unitPrice: 100, compareAtPrice: 302 })).toBe(1);
  });

  test('with clocks that differ gives a price that applied, and keeps times in order', () => {
    fc.assert(
      fc.property(price, fc.array(anyChange, { maxLength: 20 }), (first, changes) => {
        const { lowestPrice30Days, priorPrices = [] } = after(first, changes);
        const times = priorPrices.map(({ until }) => until);
        expect(times).toEqual(times.toSorted());
        if (lowestPrice30Days !== undefined) {
          expect([first, ...changes.map(({ unitPrice }) => unitPrice)]).toContain(lowestPrice30Days);
        }
      }),
    );
  });
});
