import { describe, expect, test } from '@jest/globals';
import { amountUpTo, formatMoney, Price, toDecimal, toMinorUnits } from '../src/money.ts';

describe('a price', () => {
  test.each([0.01, 0.07, 1, 1.1, 19.99, 49.9, 4.35, 1.15, 999_999.99, 1_000_000])('may be %d', (price) => {
    expect(Price.safeParse(price).success).toBe(true);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', '3'],
    ['zero', 0],
    ['less than nothing', -5],
    ['three decimals', 1.005],
    ['a hair above two decimals', 0.1 + 0.2],
    ['more than a million', 1_000_000.01],
    ['infinity', Number.POSITIVE_INFINITY],
    ['not a number', Number.NaN],
  ])('may not be %s', (_, price) => {
    expect(Price.safeParse(price).success).toBe(false);
  });
});

test('every price of two decimals survives the way to minor units and back', () => {
  for (let cents = 1; cents <= 100_000_000; cents += 9973) {
    const price = Number((cents / 100).toFixed(2));
    expect(Price.safeParse(price).success).toBe(true);
    expect(toMinorUnits(price)).toBe(cents);
    expect(toDecimal(cents)).toBe(price);
  }
});

test('the largest total of an order survives to the cent', () => {
  const max = 50 * 1_000_000 * 1_000_000;
  const Total = amountUpTo(max);

  for (const cents of [max * 100, max * 100 - 1, max * 100 - 7, 123_456_789_012_345]) {
    expect(Total.safeParse(toDecimal(cents)).success).toBe(true);
    expect(toMinorUnits(toDecimal(cents))).toBe(cents);
  }
  expect(Total.safeParse(max + 0.01).success).toBe(false);
});

test.each([
  [4999, '49.99 EUR'],
  [100, '1.00 EUR'],
  [7, '0.07 EUR'],
])('%d minor units read %s', (minor, text) => {
  expect(formatMoney(minor, 'EUR')).toBe(text);
});
