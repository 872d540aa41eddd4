import { describe, expect, test } from '@jest/globals';
import type * as z from 'zod';
import { ShippingSettingsBody, shippingSettings, shippingSettingsView } from '../../src/settings/shippingSettings.ts';
import { TaxSettingsBody } from '../../src/settings/taxSettings.ts';

const issuesOf = (schema: z.ZodType, body: unknown) =>
  (schema.safeParse(body).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

const zone = { id: 'de', label: 'Deutschland 🇩🇪', countries: ['DE', 'AT'] };
const method = { id: 'post', label: 'Post', zoneId: 'de', price: 4.99 };

describe('the settings of shipping', () => {
  const shipping = (zones: object[], methods: object[] = [method]) =>
    issuesOf(ShippingSettingsBody, { zones: zones.length > 0 ? zones : [zone], methods });
  const withMethod = (changes: object) => shipping([zone], [{ ...method, ...changes }]);

  test('accept zones and methods of every kind', () => {
    const zones = [zone, { id: 'us', label: 'USA', countries: ['US', 'CA'], regions: ['CA-QC'] }];
    const methods = [
      { ...method, freeFrom: 0, minDays: 1, maxDays: 1, taxCategory: 'reduced' },
      {
        id: 'parcel',
        label: 'طرد',
        zoneId: 'us',
        byWeight: [
          { upToGrams: 1, price: 0 },
          { upToGrams: 2000, price: 9.9 },
        ],
      },
      {
        id: 'value',
        label: 'V',
        zoneId: 'us',
        bySubtotal: [
          { from: 0, price: 9 },
          { from: 50, price: 5 },
        ],
      },
    ];

    expect(shipping(zones, methods)).toEqual([]);
  });

  test.each([
    ['a zone twice', [zone, { ...zone, countries: ['FR'] }], ['zones.1.id: is used twice']],
    [
      'a country of two zones',
      [zone, { ...zone, id: 'x', countries: ['FR', 'AT'] }],
      ['zones.1.countries.1: AT is in the zone de already'],
    ],
    ['a country twice', [{ ...zone, countries: ['DE', 'DE'] }], ['zones.0.countries.1: DE is in the zone de already']],
    [
      'a region of two zones',
      [
        zone,
        { ...zone, id: 'a', countries: [], regions: ['US-TX'] },
        { ...zone, id: 'b', countries: [], regions: ['US-NY', 'US-TX'] },
      ],
      ['zones.2.regions.1: US-TX is in the zone a already'],
    ],
    [
      'an unknown country',
      [{ ...zone, countries: ['DE', 'XX'] }],
      ['zones.0.countries.1: is not a country code of ISO 3166-1 such as DE'],
    ],
    ['a zone of nothing', [{ ...zone, countries: [] }], ['zones.0.countries: must name a country, or regions']],
    [
      'an id of spaces',
      [zone, { ...zone, id: 'a b', countries: ['FR'] }],
      ['zones.1.id: must be 1 to 64 of A-Z a-z 0-9 _ -'],
    ],
    [
      'a label of 300 characters',
      [{ ...zone, label: 'x'.repeat(300) }],
      ['zones.0.label: Too big: expected string to have <=100 characters'],
    ],
    ['a field that is unknown', [{ ...zone, colour: 'red' }], ['zones.0: Unrecognized key: "colour"']],
  ])('name %s', (_, zones, issues) => {
    expect(shipping(zones)).toEqual(issues);
  });

  test.each(['US-XX', 'US', 'USTX', 'XX-TX', 'DE-BY', 'us-tx'])('name the unknown region %s', (region) => {
    expect(shipping([{ ...zone, regions: [region] }])).toEqual([
      expect.stringMatching(/^zones\.0\.regions\.0: is not a region code/),
    ]);
  });

  test('let a region stand beside the rest of its country', () => {
    expect(
      shipping([
        { ...zone, countries: ['DE', 'US'] },
        { ...zone, id: 'tx', countries: ['US'], regions: ['US-TX'] },
      ]),
    ).toEqual([]);
  });

  const steps = (...grams: number[]) => ({
    price: undefined,
    byWeight: grams.map((upToGrams) => ({ upToGrams, price: 1 })),
  });
  test.each([
    ['an unknown zone', { zoneId: 'fr' }, 'zoneId: is not a zone of the shipping settings'],
    ['no price', { price: undefined }, 'price: exactly one of price, byWeight and bySubtotal is required'],
    [
      'two prices',
      { bySubtotal: [{ from: 0, price: 1 }] },
      'price: exactly one of price, byWeight and bySubtotal is required',
    ],
    ['decreasing weights', steps(1000, 500), 'byWeight.1.upToGrams: must be more than in the step before'],
    ['equal weights', steps(500, 500), 'byWeight.1.upToGrams: must be more than in the step before'],
    ['no steps', steps(), 'byWeight: Too small: expected array to have >=1 items'],
    [
      'decreasing subtotals',
      {
        price: undefined,
        bySubtotal: [
          { from: 5, price: 1 },
          { from: 0, price: 1 },
        ],
      },
      'bySubtotal.1.from: must be more than in the step before',
    ],
    ['a negative price', { price: -1 }, 'price: Too small: expected number to be >=0'],
    ['a tenth of a fils', { price: 0.0001 }, 'price: must have at most 3 fraction digits'],
    ['days in reverse', { minDays: 3, maxDays: 2 }, 'maxDays: must not be less than minDays'],
  ])('name %s of a method', (_, changes, issue) => {
    expect(withMethod(changes)).toEqual([`methods.0.${issue}`]);
  });

  test('name a method twice', () => {
    expect(shipping([zone], [method, method])).toEqual(['methods.1.id: is used twice']);
  });

  test('hold amounts in minor units, and show them as decimals', () => {
    const methods = [
      { ...method, freeFrom: 50 },
      { ...method, id: 'a', price: undefined, byWeight: [{ upToGrams: 5, price: 0.3 }] },
      { ...method, id: 'b', price: undefined, bySubtotal: [{ from: 0.1, price: 0.2 }] },
    ];
    const body = ShippingSettingsBody.parse({ zones: [zone], methods });

    expect(shippingSettings(body, 'EUR').methods).toMatchObject([
      { price: 499, freeFrom: 5000 },
      { byWeight: [{ upToGrams: 5, price: 30 }] },
      { bySubtotal: [{ from: 10, price: 20 }] },
    ]);
    expect(shippingSettingsView(shippingSettings(body, 'EUR'), 'EUR')).toEqual(body);
  });

  test('reject an amount with more digits than the currency has, by its field', () => {
    const body = ShippingSettingsBody.parse({
      zones: [zone],
      methods: [method, { ...method, id: 'a', price: 1, freeFrom: 4.999 }],
    });
    const issue = (path: string, message: string) => expect.objectContaining({ data: { issues: [{ path, message }] } });

    expect(() => shippingSettings(body, 'JPY')).toThrow(issue('methods.0.price', 'must be a whole number of JPY'));
    expect(() => shippingSettings(body, 'EUR')).toThrow(
      issue('methods.1.freeFrom', 'must have at most 2 fraction digits in EUR'),
    );
  });
});

describe('the settings of taxes', () => {
  const rate = { zoneId: 'de', taxCategory: 'standard', label: 'USt', percent: 19 };
  const taxes = (...rates: object[]) => issuesOf(TaxSettingsBody, { pricesIncludeTax: true, rounding: 'order', rates });

  test.each([0, 5, 9.975, 8.875, 7.7, 100, 0.0001])('accept %s %', (percent) => {
    expect(taxes({ ...rate, percent })).toEqual([]);
  });

  test.each([
    [-1, 'Too small: expected number to be >=0'],
    [100.01, 'Too big: expected number to be <=100'],
    [1.00001, 'must have at most 4 fraction digits'],
    ['19', 'Invalid input: expected number, received string'],
  ])('reject %j %', (percent, message) => {
    expect(taxes(rate, { ...rate, label: 'B', percent })).toEqual([`rates.1.percent: ${message}`]);
  });

  test('let several taxes be on one category, each with its label', () => {
    const others = ['B', 'C', 'D', 'E'].map((label) => ({ ...rate, label }));

    expect(taxes(rate, { ...rate, taxCategory: 'books' }, { ...rate, zoneId: 'fr' }, ...others)).toEqual([]);
    expect(taxes(rate, { ...rate, percent: 7 })).toEqual([
      'rates.1.label: is already the label of a rate of this zone and category',
    ]);
    expect(taxes(rate, ...others, { ...rate, label: 'F' })).toEqual([
      'rates.5.taxCategory: has more than 5 rates in this zone',
    ]);
  });

  test('need to know what prices include and how to round', () => {
    expect(issuesOf(TaxSettingsBody, { rounding: 'unit', rates: [] })).toEqual([
      'pricesIncludeTax: Invalid input: expected boolean, received undefined',
      'rounding: Invalid option: expected one of "line"|"order"',
    ]);
  });
});
