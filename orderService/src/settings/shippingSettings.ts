import { COUNTRIES } from '@ecommerce/shared/address/countries.ts';
import { isCountry } from '@ecommerce/shared/address/country.ts';
import { amountFromZeroUpTo, MAX_PRICE, minorUnitsOf, toDecimal } from '@ecommerce/shared/money.ts';
import { arrayUpTo, singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { settingsId, uniqueBy, version } from './settingsFields.ts';
import { TaxCategory, UNKNOWN_ZONE, withUnknownZone } from './taxSettings.ts';
import { countryOf, wholeCountries, type Zone } from './zones.ts';

/** The heaviest parcel that a step may name, in grams: a thousand tonnes. */
const MAX_GRAMS = 1_000_000_000;

const MethodPrice = amountFromZeroUpTo(MAX_PRICE);

const isRegion = (code: string): boolean => {
  const regions = isCountry(countryOf(code)) ? COUNTRIES[countryOf(code)]?.regions : undefined;
  return regions?.split(' ').includes(code.slice(3)) === true && code.charAt(2) === '-';
};

const ZoneBody = z
  .strictObject({
    id: settingsId,
    label: singleLineText(100),
    countries: arrayUpTo(300, z.string().refine(isCountry, 'is not a country code of ISO 3166-1 such as DE')),
    regions: arrayUpTo(
      500,
      z
        .string()
        .refine(
          isRegion,
          'is not a region code of ISO 3166-2 such as US-TX, of a country whose addresses have regions',
        ),
    ).optional(),
  })
  .refine(({ countries, regions = [] }) => countries.length + regions.length > 0, {
    path: ['countries'],
    message: 'must name a country, or regions',
  });

const MethodBody = z
  .strictObject({
    id: settingsId,
    label: singleLineText(100),
    zoneId: settingsId,
    price: MethodPrice.optional(),
    byWeight: arrayUpTo(
      50,
      z.strictObject({ upToGrams: z.int().min(1).max(MAX_GRAMS), price: MethodPrice }),
      1,
    ).optional(),
    bySubtotal: arrayUpTo(50, z.strictObject({ from: MethodPrice, price: MethodPrice }), 1).optional(),
    freeFrom: MethodPrice.optional(),
    minDays: z.int().min(0).max(365).optional(),
    maxDays: z.int().min(0).max(365).optional(),
    taxCategory: TaxCategory.optional(),
  })
  .superRefine(({ price, byWeight, bySubtotal, minDays, maxDays }, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    if ([price, byWeight, bySubtotal].filter((one) => one !== undefined).length !== 1) {
      refuse(['price'], 'exactly one of price, byWeight and bySubtotal is required');
    }
    for (const index of notIncreasing(byWeight?.map(({ upToGrams }) => upToGrams))) {
      refuse(['byWeight', index, 'upToGrams'], 'must be more than in the step before');
    }
    for (const index of notIncreasing(bySubtotal?.map(({ from }) => from))) {
      refuse(['bySubtotal', index, 'from'], 'must be more than in the step before');
    }
    if (minDays !== undefined && maxDays !== undefined && minDays > maxDays) {
      refuse(['maxDays'], 'must not be less than minDays');
    }
  });

/** The positions of numbers that are not greater than the one before. */
const notIncreasing = (numbers: number[] = []): number[] =>
  numbers.flatMap((number, index) => (index > 0 && number <= (numbers[index - 1] ?? 0) ? [index] : []));

/** Body of `PUT /settings/shipping`. */
export const ShippingSettingsBody = z
  .strictObject({ zones: arrayUpTo(100, ZoneBody), methods: arrayUpTo(200, MethodBody), version })
  .superRefine(({ zones, methods }, context) => {
    uniqueBy(context, 'zones', zones, ({ id }) => id, 'id');
    uniqueBy(context, 'methods', methods, ({ id }) => id, 'id');
    for (const index of withUnknownZone(methods, zones)) {
      context.addIssue({ code: 'custom', path: ['methods', index, 'zoneId'], message: UNKNOWN_ZONE });
    }
    refuseOverlaps(context, zones);
  });
type ShippingSettingsBody = z.infer<typeof ShippingSettingsBody>;

/** Adds an issue for each country or region that an earlier zone, or the same one, has already. */
const refuseOverlaps = (context: z.RefinementCtx, zones: Zone[]): void => {
  const zoneByPlace = new Map<string, string>();
  const claim = (place: string, zone: string, path: (string | number)[]) => {
    const other = zoneByPlace.get(place);
    if (other !== undefined)
      context.addIssue({ code: 'custom', path, message: `${place} is in the zone ${other} already` });
    zoneByPlace.set(place, zone);
  };
  for (const [index, zone] of zones.entries()) {
    const whole = new Set(wholeCountries(zone));
    for (const [position, country] of zone.countries.entries()) {
      if (whole.has(country)) claim(country, zone.id, ['zones', index, 'countries', position]);
    }
    for (const [position, region] of (zone.regions ?? []).entries()) {
      claim(region, zone.id, ['zones', index, 'regions', position]);
    }
  }
};

/** A way to ship to a zone. Its price is flat, by weight or by subtotal; all amounts are integer minor units. */
export type ShippingMethod = ShippingSettingsBody['methods'][number];

/** Where and how a shop ships. */
export type ShippingSettings = { zones: Zone[]; methods: ShippingMethod[] };

/** A shop that has said nothing about shipping. */
export const NO_SHIPPING: ShippingSettings = { zones: [], methods: [] };

/** The method with each of its amounts converted. */
const withAmounts = (method: ShippingMethod, convert: (path: string, amount: number) => number): ShippingMethod => ({
  ...method,
  ...(method.price === undefined ? {} : { price: convert('price', method.price) }),
  ...(method.byWeight && {
    byWeight: method.byWeight.map((step, index) => ({
      ...step,
      price: convert(`byWeight.${index}.price`, step.price),
    })),
  }),
  ...(method.bySubtotal && {
    bySubtotal: method.bySubtotal.map(({ from, price }, index) => ({
      from: convert(`bySubtotal.${index}.from`, from),
      price: convert(`bySubtotal.${index}.price`, price),
    })),
  }),
  ...(method.freeFrom === undefined ? {} : { freeFrom: convert('freeFrom', method.freeFrom) }),
});

/**
 * The settings in a body, with amounts in minor units.
 *
 * @throws DomainError INVALID_INPUT for an amount that the currency does not have
 */
export const shippingSettings = ({ zones, methods }: ShippingSettingsBody, currency: string): ShippingSettings => ({
  zones,
  methods: methods.map((method, index) =>
    withAmounts(method, (path, amount) => minorUnitsOf(`methods.${index}.${path}`, amount, currency)),
  ),
});

/** The settings as `GET /settings/shipping` shows them, money as decimals. */
export const shippingSettingsView = ({ zones, methods }: ShippingSettings, currency: string): ShippingSettings => ({
  zones,
  methods: methods.map((method) => withAmounts(method, (_, amount) => toDecimal(amount, currency))),
});
