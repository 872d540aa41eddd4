import { describe, expect, test } from '@jest/globals';
import { type PricingInput, priceOrder } from '../../src/pricing/priceOrder.ts';
import { DISCOUNT_REFUSALS } from '../../src/pricing/usableDiscounts.ts';
import type { ShippingMethod } from '../../src/settings/shippingSettings.ts';
import { code, discount, input, line, now, taxedIn } from './pricingSamples.ts';

const refused = (reason: string, discountCode = 'SALE') =>
  expect.objectContaining({ code: 'DISCOUNT_NOT_APPLICABLE', data: { discountCode, reason } });
const usedIn = (changes: Partial<PricingInput>) =>
  priceOrder(input(changes)).discounts.map(({ label, amount }) => [label, amount]);

test('in a shop without shipping, taxes and discounts an order costs the sum of its lines', () => {
  expect(priceOrder(input({ lines: [line({ quantity: 3 }), line({ productId: 'hat', unitPrice: 250 })] }))).toEqual({
    items: [
      { discount: 0, tax: 0, total: 3000, taxParts: [] },
      { discount: 0, tax: 0, total: 250, taxParts: [] },
    ],
    subtotal: 3250,
    discounts: [],
    shipping: { methods: [] },
    taxes: [],
    total: 3250,
  });
});

describe('discounts', () => {
  const shoes = line({ productId: 'shoes', category: 'shoes', unitPrice: 1000 });
  const hats = line({ productId: 'hat', category: 'hats', unitPrice: 333, quantity: 3 });

  test('a percentage is exact where binary fractions are not', () => {
    expect(usedIn({ lines: [line({ unitPrice: 1500 })], codes: [code('SALE', { percent: 7.7 })] })).toEqual([
      ['SALE', 116],
    ]); // 115.5
  });

  test('an amount is split over the lines by the largest remainder', () => {
    const lines = ['a', 'b', 'c'].map((productId) => line({ productId, unitPrice: 100 }));
    const { items, total } = priceOrder(input({ lines, codes: [code('SALE', { amount: 100 })] }));

    expect(items.map((item) => item.discount)).toEqual([34, 33, 33]);
    expect(total).toBe(200);
  });

  test('an amount takes off no more than the products cost', () => {
    expect(priceOrder(input({ codes: [code('SALE', { amount: 5000 })] }))).toMatchObject({
      discounts: [{ code: 'SALE', amount: 1000 }],
      total: 0,
    });
  });

  test.each([
    ['of a category', { categories: ['hats'] }, [0, 100]],
    ['by id', { productIds: ['shoes'] }, [100, 0]],
    ['of a category or by id', { categories: ['hats'], productIds: ['shoes'] }, [100, 100]],
  ])('is for products %s', (_, conditions, discounts) => {
    const { items } = priceOrder(
      input({ lines: [shoes, hats], codes: [code('SALE', { percent: 10, ...conditions })] }),
    );

    expect(items.map((item) => item.discount)).toEqual(discounts);
  });

  test.each([
    [2, 0],
    [3, 100],
    [5, 100],
    [6, 200],
  ])('buy 2, get 1 free: of %s units the cheapest are free', (quantity, amount) => {
    const lines = [line({ productId: 'cheap', unitPrice: 100, quantity: quantity - 1 }), line({ unitPrice: 900 })];

    expect(usedIn({ lines, codes: [code('SALE', { buy: { quantity: 2, get: 1, percent: 100 } })] })).toEqual([
      ['SALE', amount],
    ]);
  });

  test('codes that may be combined apply one after the other: percent before amount', () => {
    const codes = [code('FIVE', { amount: 500, combinable: true }), code('TEN', { percent: 10, combinable: true })];

    expect(usedIn({ codes })).toEqual([
      ['TEN', 100],
      ['FIVE', 500],
    ]);
    expect(usedIn({ codes: codes.toReversed() })).toEqual(usedIn({ codes }));
  });

  test('codes that exclude each other are rejected', () => {
    const codes = [code('ONE', { percent: 10, combinable: true }), code('TWO', { percent: 10 })];

    expect(() => priceOrder(input({ codes }))).toThrow(refused('not_combinable', 'TWO'));
  });

  test('automatic discounts are combined with a code if all of them allow it', () => {
    const automaticDiscounts = [discount({ percent: 10, combinable: true }), discount({ id: 'd2', percent: 50 })];

    expect(usedIn({ automaticDiscounts, codes: [code('SALE', { amount: 100, combinable: true })] })).toEqual([
      ['Autumn sale', 100],
      ['SALE', 100],
    ]);
    expect(usedIn({ automaticDiscounts, codes: [code('SALE', { amount: 100 })] })).toEqual([['SALE', 100]]);
  });

  test('of automatic discounts that exclude each other the better one applies', () => {
    const one = discount({ id: 'one', percent: 10, combinable: true });
    const two = discount({ id: 'two', percent: 15, combinable: true });
    const alone = discount({ id: 'alone', label: 'alone', percent: 20 });

    expect(usedIn({ automaticDiscounts: [one, two, alone] })).toHaveLength(2); // 10 % and then 15 % are 23.5 %
    expect(usedIn({ automaticDiscounts: [one, alone] })).toEqual([['alone', 200]]);
  });

  test('an automatic discount whose conditions are not met is left out', () => {
    expect(usedIn({ automaticDiscounts: [discount({ percent: 10, minSubtotal: 1001 })] })).toEqual([]);
  });

  const day = 86_400_000;
  test.each([
    ['unknown', undefined],
    ['not_started', { startsAt: new Date(now.getTime() + 1).toISOString() }],
    ['expired', { endsAt: now.toISOString() }],
    ['used_up', { maxUses: 5 }],
    ['used_up_by_customer', { maxUsesPerCustomer: 2 }],
    ['not_first_order', { firstOrderOnly: true }],
    ['subtotal_too_low', { minSubtotal: 1001 }],
    ['no_eligible_product', { categories: ['hats'] }],
    ['no_eligible_product', { currency: 'USD' }],
  ])('a code is rejected: %s', (reason, conditions) => {
    const sale = code('SALE', { percent: 10, ...conditions });
    const codes = [conditions ? sale : { ...sale, discount: undefined }];
    const customer = { hasOrdered: true, uses: { SALE: { all: 5, own: 2 } } };

    expect(() => priceOrder(input({ codes, customer }))).toThrow(refused(reason));
    expect(Object.keys(DISCOUNT_REFUSALS)).toContain(reason);
  });

  test('a code applies if all its conditions are met', () => {
    const conditions = {
      startsAt: now.toISOString(),
      endsAt: new Date(now.getTime() + day).toISOString(),
      maxUses: 6,
      maxUsesPerCustomer: 3,
      minSubtotal: 1000,
    };
    const customer = { hasOrdered: true, uses: { SALE: { all: 5, own: 2 } } };

    expect(usedIn({ codes: [code('SALE', { percent: 10, ...conditions })], customer })).toEqual([['SALE', 100]]);
  });
});

describe('shipping', () => {
  const zones = [
    { id: 'de', label: 'Germany', countries: ['DE'] },
    { id: 'tx', label: 'Texas', countries: ['US'], regions: ['US-TX'] },
    { id: 'us', label: 'Rest of the USA', countries: ['US'] },
  ];
  const standard = { id: 'standard', label: 'Standard', zoneId: 'de' };
  const shipped = (method: Partial<ShippingMethod>, changes: Partial<PricingInput> = {}) =>
    priceOrder(
      input({
        shipping: { zones, methods: [{ ...standard, ...method }] },
        shipTo: { country: 'DE' },
        lines: [line({ weightGrams: 400, quantity: 3 })],
        ...changes,
      }),
    ).shipping.methods.map(({ price }) => price);

  test.each([
    ['a flat price', { price: 499 }, [499]],
    ['free from a subtotal', { price: 499, freeFrom: 3000 }, [0]],
    ['not free below it', { price: 499, freeFrom: 3001 }, [499]],
    [
      'by weight',
      {
        byWeight: [
          { upToGrams: 1199, price: 100 },
          { upToGrams: 1200, price: 200 },
        ],
      },
      [200],
    ],
    ['too heavy', { byWeight: [{ upToGrams: 1199, price: 100 }] }, []],
    [
      'by subtotal',
      {
        bySubtotal: [
          { from: 0, price: 700 },
          { from: 3000, price: 300 },
          { from: 3001, price: 0 },
        ],
      },
      [300],
    ],
    ['too small an order', { bySubtotal: [{ from: 3001, price: 0 }] }, []],
    ['another zone', { zoneId: 'tx', price: 1 }, []],
  ])('%s', (_, method, prices) => {
    expect(shipped(method)).toEqual(prices);
  });

  test('its price by subtotal is that of the products after discounts', () => {
    expect(shipped({ price: 499, freeFrom: 3000 }, { codes: [code('SALE', { amount: 1 })] })).toEqual([499]);
  });

  test.each([
    [{ country: 'US', region: 'US-TX' }, ['tx']],
    [{ country: 'US', region: 'US-NY' }, ['us']],
    [{ country: 'US' }, ['us']],
    [{ country: 'FR' }, []],
  ])('%j is in the zone %j', (shipTo, zoneIds) => {
    const methods = zones.map(({ id }) => ({ ...standard, id, zoneId: id, price: 1 }));
    const { shipping } = priceOrder(input({ shipping: { zones, methods }, shipTo }));

    expect(shipping.methods.map(({ id }) => id)).toEqual(zoneIds);
  });

  test('a code for free shipping takes off what the chosen method costs', () => {
    const shop = { shipping: { zones, methods: [{ ...standard, price: 499 }] }, shipTo: { country: 'DE' } };
    const codes = [code('FREE', { freeShipping: true })];

    expect(priceOrder(input({ ...shop, codes, method: 'standard' }))).toMatchObject({
      discounts: [{ code: 'FREE', amount: 499 }],
      shipping: { chosen: { id: 'standard', price: 499, discount: 499, total: 0 } },
      total: 1000,
    });
    expect(priceOrder(input({ ...shop, codes })).discounts).toMatchObject([{ code: 'FREE', amount: 0 }]);
  });

  test.each([
    [
      'that is unknown',
      'express',
      'DE',
      { path: 'shippingMethod', message: 'is not offered for this address and these products' },
    ],
    [
      'that does not serve the country',
      'standard',
      'US',
      { path: 'shippingAddress.country', message: 'is not a country or region that the shop ships to' },
    ],
  ])('a method %s is rejected by its field', (_, method, country, issue) => {
    const shipping = { zones, methods: [{ ...standard, price: 499 }] };

    expect(() => priceOrder(input({ shipping, shipTo: { country }, method }))).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', data: { issues: [issue] } }),
    );
  });
});

describe('taxes', () => {
  const germany = (pricesIncludeTax: boolean, rounding: 'line' | 'order' = 'line') =>
    taxedIn(
      'DE',
      [
        ['USt', 19],
        ['USt', 7, 'books'],
      ],
      { pricesIncludeTax, rounding },
    );
  const lines = [
    line({ productId: 'shoes', unitPrice: 4999 }),
    line({ productId: 'book', taxCategory: 'books', unitPrice: 1299 }),
  ];

  test('are by category, contained in prices', () => {
    const { items, taxes, total } = priceOrder(input({ ...germany(true), lines }));

    expect(taxes).toEqual([
      { label: 'USt', rate: 19, base: 4201, amount: 798, included: true },
      { label: 'USt', rate: 7, base: 1214, amount: 85, included: true },
    ]);
    expect(items.map((item) => [item.tax, item.total])).toEqual([
      [798, 4999],
      [85, 1299],
    ]);
    expect(total).toBe(6298);
  });

  test('are by category, added to prices', () => {
    const { items, total } = priceOrder(input({ ...germany(false), lines }));

    expect(items.map((item) => [item.tax, item.total])).toEqual([
      [950, 5949],
      [91, 1390],
    ]);
    expect(total).toBe(6298 + 950 + 91);
  });

  test('are calculated after discounts, and on shipping by its category', () => {
    const shop = germany(false);
    const methods = [{ id: 'post', label: 'Post', zoneId: 'home', price: 500, taxCategory: 'books' }];
    const { shipping, taxes } = priceOrder(
      input({
        ...shop,
        shipping: { ...shop.shipping, methods },
        method: 'post',
        codes: [code('SALE', { percent: 50 })],
      }),
    );

    expect(taxes.map(({ base, amount }) => [base, amount])).toEqual([
      [500, 95],
      [500, 35],
    ]);
    expect(shipping.chosen).toMatchObject({ price: 500, tax: 35, total: 535 });
  });

  test('of categories and zones without a rate there are none', () => {
    expect(priceOrder(input({ ...germany(false), taxedIn: { country: 'FR' } })).taxes).toEqual([]);
    expect(priceOrder(input({ ...germany(false), lines: [line({ taxCategory: 'food' })] })).taxes).toEqual([]);
    expect(priceOrder(input({ ...germany(false), taxedIn: undefined })).taxes).toEqual([]);
  });

  test('of several rates in one price are never more than the price', () => {
    const rates = Array.from({ length: 5 }, (_, index): [string, number] => [`Tax ${index}`, 20]);
    const { items, taxes } = priceOrder(
      input({
        ...taxedIn('IN', rates, { pricesIncludeTax: true }),
        lines: [line({ unitPrice: 5 }), line({ productId: 'hat', unitPrice: 5 })],
      }),
    );

    expect(items.map(({ tax }) => tax)).toEqual([3, 3]); // 2.5
    expect(taxes.map(({ amount }) => amount).sort()).toEqual([1, 1, 1, 1, 2]);
  });
});

test('an order above the highest total is rejected', () => {
  const lines = Array.from({ length: 40 }, (_, index) =>
    line({ productId: `p${index}`, unitPrice: 100_000_000, quantity: 1_000_000 }),
  );
  const shop = taxedIn('DE', [['USt', 19]], { pricesIncludeTax: false });

  expect(priceOrder(input({ lines })).total).toBe(4e15);
  expect(() => priceOrder(input({ ...shop, lines }))).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
});
