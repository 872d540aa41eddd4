import { fractionDigits } from '@ecommerce/shared/money.ts';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Discount } from '../../src/discounts/discount.ts';
import { splitAmount, sumOf } from '../../src/pricing/exactMath.ts';
import { type Breakdown, type PricingInput, priceOrder } from '../../src/pricing/priceOrder.ts';
import { discount, input } from './pricingSamples.ts';

const percent = fc.integer({ min: 0, max: 1_000_000 }).map((units) => units / 10_000);
const price = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1_000_000 }));
const category = fc.constantFrom('standard', 'books', 'food');

const lines = fc.uniqueArray(
  fc.record({
    productId: fc.constantFrom(...'abcdefghij'),
    unitPrice: price,
    quantity: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 100_000 })),
    category: fc.constantFrom('hats', 'shoes', undefined),
    weightGrams: fc.integer({ min: 0, max: 5000 }),
    taxCategory: category,
  }),
  { selector: ({ productId }) => productId, minLength: 1, maxLength: 10 },
);

const effect: fc.Arbitrary<Partial<Discount>> = fc.oneof(
  fc.record({ percent }),
  fc.record({ amount: price }),
  fc.constant({ freeShipping: true as const }),
  fc.record({
    buy: fc.record({ quantity: fc.integer({ min: 1, max: 3 }), get: fc.integer({ min: 1, max: 3 }), percent }),
  }),
);

const discounts = (currency: string) =>
  fc.array(fc.record({ effect, combinable: fc.boolean(), hatsOnly: fc.boolean() }), { maxLength: 4 }).map((all) =>
    all.map(({ effect, combinable, hatsOnly }, index) =>
      discount({
        id: `d${index}`,
        currency,
        combinable,
        ...effect,
        ...(hatsOnly ? { categories: ['hats'] } : {}),
      }),
    ),
  );

const rates = fc.uniqueArray(
  fc.record({
    zoneId: fc.constant('home'),
    taxCategory: category,
    label: fc.constantFrom('VAT', 'GST', 'PST'),
    percent,
  }),
  { selector: ({ taxCategory, label }) => `${taxCategory} ${label}`, maxLength: 6 },
);

/** Orders of any shop, in currencies of 0, 2 and 3 digits. */
const orders: fc.Arbitrary<PricingInput> = fc.constantFrom('JPY', 'EUR', 'KWD').chain((currency) =>
  fc
    .record({
      lines,
      rates,
      pricesIncludeTax: fc.boolean(),
      rounding: fc.constantFrom('line' as const, 'order' as const),
      shippingPrice: fc.option(fc.nat({ max: 100_000 })),
      shippingCategory: category,
      freeFrom: fc.option(price, { nil: undefined }),
      automaticDiscounts: discounts(currency),
      code: discounts(currency).map((all) => all.slice(0, 1)),
    })
    .map(
      ({
        lines,
        rates,
        pricesIncludeTax,
        rounding,
        shippingPrice,
        shippingCategory,
        freeFrom,
        automaticDiscounts,
        code,
      }) => {
        const method = { id: 'post', label: 'Post', zoneId: 'home', freeFrom, taxCategory: shippingCategory };
        const isUsable = code.every(({ categories }) => !categories || lines.some((line) => line.category === 'hats'));
        return input({
          currency,
          lines,
          taxes: { pricesIncludeTax, rounding, rates },
          shipping: {
            zones: [{ id: 'home', label: 'Home', countries: ['DE'] }],
            methods: shippingPrice === null ? [] : [{ ...method, price: shippingPrice }],
          },
          shipTo: { country: 'DE' },
          taxedIn: { country: 'DE' },
          ...(shippingPrice === null ? {} : { method: 'post' }),
          automaticDiscounts,
          codes: isUsable ? code.map((one) => ({ code: 'CODE', discount: { ...one, id: 'code', code: 'CODE' } })) : [],
        });
      },
    ),
);

const always = (holds: (order: PricingInput, priced: Breakdown) => void) =>
  fc.assert(
    fc.property(orders, (order) => holds(order, priceOrder(order))),
    { numRuns: 500 },
  );

const chosen = ({ shipping }: Breakdown) =>
  shipping.chosen ?? { price: 0, discount: 0, tax: 0, total: 0, taxParts: [] };

test('subtotal − discounts + shipping + taxes that are not included = total', () => {
  always((_, priced) => {
    const added = sumOf(priced.taxes.filter(({ included }) => !included).map(({ amount }) => amount));
    const discounted = sumOf(priced.discounts.map(({ amount }) => amount));

    expect(priced.subtotal - discounted + chosen(priced).price + added).toBe(priced.total);
  });
});

test('lines and shipping add up to the total, to each tax and to all discounts', () => {
  always((order, priced) => {
    const parts = [...priced.items, chosen(priced)];

    expect(sumOf(parts.map(({ total }) => total))).toBe(priced.total);
    expect(sumOf(parts.map(({ discount }) => discount))).toBe(sumOf(priced.discounts.map(({ amount }) => amount)));
    expect(parts.map(({ taxParts }) => sumOf(taxParts))).toEqual(parts.map(({ tax }) => tax));
    for (const [index, { amount }] of priced.taxes.entries()) {
      expect(sumOf(parts.map(({ taxParts }) => taxParts[index] ?? 0))).toBe(amount);
    }
    for (const [index, { discount, tax, total }] of priced.items.entries()) {
      const { unitPrice = 0, quantity = 0 } = order.lines[index] ?? {};
      expect(unitPrice * quantity - discount + (order.taxes.pricesIncludeTax ? 0 : tax)).toBe(total);
    }
  });
});

test('no amount is negative or a fraction, and no line contains more tax than it costs', () => {
  always((_, priced) => {
    const parts = [...priced.items, chosen(priced)];
    const amounts = [
      priced.total,
      ...parts.flatMap(({ discount, tax, total, taxParts }) => [discount, tax, total, total - tax, ...taxParts]),
      ...priced.taxes.flatMap(({ base, amount }) => [base, amount]),
      ...priced.discounts.map(({ amount }) => amount),
    ];

    expect(amounts.filter((amount) => amount < 0 || !Number.isSafeInteger(amount))).toEqual([]);
  });
});

test('the sequence of lines and discounts does not matter', () => {
  always((order, priced) => {
    const reversed = priceOrder({
      ...order,
      lines: order.lines.toReversed(),
      automaticDiscounts: order.automaticDiscounts.toReversed(),
    });

    expect({ ...reversed, items: reversed.items.toReversed() }).toEqual(priced);
  });
});

test('a tax differs from its exact amount by half a minor unit for each rounding at most', () => {
  always((order, priced) => {
    if (order.taxes.pricesIncludeTax) return;
    const roundings = order.taxes.rounding === 'order' ? 1 : order.lines.length + 1;
    for (const { base, rate, amount } of priced.taxes) {
      expect(Math.abs((base * rate) / 100 - amount)).toBeLessThanOrEqual(roundings / 2 + 1e-4);
    }
  });
});

test('the currencies have 0, 2 and 3 digits', () => {
  expect(['JPY', 'EUR', 'KWD'].map(fractionDigits)).toEqual([0, 2, 3]);
});

test('a split is exact, and each part is within one of its share', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.array(fc.nat({ max: 1_000_000_000 }), { minLength: 1, maxLength: 50 }),
      (amount, weights) => {
        const whole = sumOf(weights);
        fc.pre(whole > 0);
        const parts = splitAmount(amount, weights);

        expect(sumOf(parts)).toBe(amount);
        for (const [index, part] of parts.entries()) {
          expect(Math.abs(part - (amount * (weights[index] ?? 0)) / whole)).toBeLessThan(1 + 1e-6);
        }
      },
    ),
  );
});
