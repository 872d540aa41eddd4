import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { data as iso4217 } from 'currency-codes';
import { formatMoney, fractionDigits, MAX_PRICE, minorUnitsOf, Price, toDecimal } from '../src/money.ts';

const currencyParameter = createRequire(import.meta.url)('../serverless/currency.cjs');
const deployWith = (currency: unknown): Promise<{ code: string }> =>
  currencyParameter({ resolveVariable: async () => currency });

const issueOf = (decimal: number, currency: string, max?: number) => {
  try {
    return minorUnitsOf('productPrice', decimal, currency, max);
  } catch (error) {
    return error;
  }
};

describe('an amount in a request', () => {
  test.each([
    [0.01, 'EUR', 1],
    [1.15, 'EUR', 115],
    [4.35, 'USD', 435],
    [999_999.99, 'EUR', 99_999_999],
    [1_000_000, 'EUR', 100_000_000],
    [0.1 + 0.2, 'EUR', 30],
    [1.1 * 3, 'USD', 330],
    [1000, 'JPY', 1000],
    [100_000_000, 'JPY', 100_000_000],
    [5.124, 'KWD', 5124],
    [0.1 + 0.2, 'KWD', 300],
    [100_000, 'TND', 100_000_000],
  ])('%d %s is %d minor units', (decimal, currency, minorUnits) => {
    expect(minorUnitsOf('productPrice', decimal, currency)).toBe(minorUnits);
  });

  test.each([
    [1.005, 'EUR', 'must have at most 2 fraction digits in EUR'],
    [0.001, 'EUR', 'must have at most 2 fraction digits in EUR'],
    [0.300001, 'EUR', 'must have at most 2 fraction digits in EUR'],
    [Number.MIN_VALUE, 'EUR', 'must have at most 2 fraction digits in EUR'],
    [1_000_000.01, 'EUR', 'must be at most 1000000 EUR'],
    [Number.MAX_VALUE, 'EUR', 'must be at most 1000000 EUR'],
    [10.5, 'JPY', 'must be a whole number of JPY'],
    [0.4, 'JPY', 'must be a whole number of JPY'],
    [100_000_001, 'JPY', 'must be at most 100000000 JPY'],
    [0.0001, 'KWD', 'must have at most 3 fraction digits in KWD'],
    [100_000.001, 'KWD', 'must be at most 100000 KWD'],
  ])('%d %s is rejected with the field’s name', (decimal, currency, message) => {
    expect(issueOf(decimal, currency)).toMatchObject({
      code: 'INVALID_INPUT',
      data: { issues: [{ path: 'productPrice', message }] },
    });
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', '3'],
    ['zero', 0],
    ['less than nothing', -5],
    ['infinity', Number.POSITIVE_INFINITY],
    ['not a number', Number.NaN],
    ['finer than any currency', 0.0001],
    ['more than the limit of every currency', 100_000_001],
  ])('may not be %s', (_, amount) => {
    expect(Price.safeParse(amount).success).toBe(false);
  });
});

test.each([0.001, 0.1 + 0.2, 49.99, 1e6 + 0.001])('an amount may be %d', (amount) => {
  expect(Price.safeParse(amount).success).toBe(true);
});

test.each(['JPY', 'EUR', 'KWD'])('every price in %s survives the conversion to a decimal and back', (currency) => {
  for (let minorUnits = 1; minorUnits <= MAX_PRICE; minorUnits += 9973) {
    expect(minorUnitsOf('price', toDecimal(minorUnits, currency), currency)).toBe(minorUnits);
  }
});

test('the largest total of an order is exact to the cent', () => {
  const max = 50 * 1_000_000 * MAX_PRICE;

  for (const minorUnits of [max, max - 1, max - 7, 123_456_789_012_345]) {
    expect(minorUnitsOf('total', toDecimal(minorUnits, 'EUR'), 'EUR', max)).toBe(minorUnits);
  }
  expect(issueOf(toDecimal(max + 1, 'EUR'), 'EUR', max)).toMatchObject({ code: 'INVALID_INPUT' });
});

test.each([
  [4999, 'EUR', '49.99 EUR'],
  [100, 'EUR', '1.00 EUR'],
  [7, 'EUR', '0.07 EUR'],
  [1000, 'JPY', '1000 JPY'],
  [5120, 'KWD', '5.120 KWD'],
])('%d minor units of %s are formatted as %s', (minorUnits, currency, text) => {
  expect(formatMoney(minorUnits, currency)).toBe(text);
});

describe('the stage parameter currency', () => {
  const deployable = async (code: string): Promise<boolean> =>
    deployWith(code).then(
      () => true,
      () => false,
    );

  test('may be any ISO 4217 currency with supported digits', async () => {
    const accepted: string[] = [];
    for (const { code, digits } of iso4217) {
      if (!(await deployable(code))) continue;
      accepted.push(code);
      expect({ code, digits: fractionDigits(code) }).toEqual({ code, digits });
    }
    expect(accepted.length).toBeGreaterThan(150);
    expect(await deployable('XCG')).toBe(true);
  });

  test.each(['EURO', 'eur', 'EU', '', 'ABC', 'XXX', 'XAU', 'CLF', 'constructor', undefined, null, 978])(
    'is rejected before anything is deployed when it is %p',
    async (currency) => {
      await expect(deployWith(currency)).rejects.toThrow(
        `The parameter currency must be an ISO 4217 code such as EUR, JPY or KWD, not "${currency}".`,
      );
    },
  );
});
