import { describe, expect, test } from '@jest/globals';
import { fromStripeAmount, toStripeAmount } from '../../src/payment/stripeAmount.ts';

describe('an amount at Stripe', () => {
  test.each([
    ['EUR', 4999, 4999],
    ['JPY', 1000, 1000],
    ['KWD', 5120, 5120],
    ['ISK', 5, 500],
    ['UGX', 500, 50_000],
    ['MGA', 12_300, 123],
  ])('in %s: %d minor units are %d, and back', (currency, minorUnits, amount) => {
    expect(toStripeAmount('total', minorUnits, currency)).toBe(amount);
    expect(fromStripeAmount(amount, currency.toLowerCase())).toBe(minorUnits);
  });

  test.each([
    ['KWD', 5124, 0.01],
    ['MGA', 12_310, 1],
  ])('in %s cannot be %d minor units', (currency, minorUnits, step) => {
    expect(() => toStripeAmount('total', minorUnits, currency)).toThrow(
      `total: cannot be paid: card payments in ${currency} are multiples of ${step}`,
    );
  });
});
