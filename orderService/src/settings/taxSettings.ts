import { arrayUpTo, singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { percentage, settingsId, uniqueBy, version } from './settingsFields.ts';

/** The most taxes on one product in one place: Canada has two, the states of India two. */
const MAX_RATES_PER_CATEGORY = 5;

/** A product's or shipping method's kind for taxes, such as `standard`, `reduced`, `books`. */
export const TaxCategory = settingsId;

const Rate = z.strictObject({
  zoneId: settingsId,
  taxCategory: TaxCategory,
  label: singleLineText(50),
  percent: percentage({ min: 0 }),
});

/** Body of `PUT /settings/taxes`. */
export const TaxSettingsBody = z
  .strictObject({
    pricesIncludeTax: z.boolean(),
    rounding: z.enum(['line', 'order']),
    rates: arrayUpTo(500, Rate),
    version,
  })
  .superRefine(({ rates }, context) => {
    uniqueBy(
      context,
      'rates',
      rates,
      ({ zoneId, taxCategory, label }) => `${zoneId} ${taxCategory} ${label}`,
      'label',
      {
        message: 'is already the label of a rate of this zone and category',
      },
    );
    const counts = new Map<string, number>();
    for (const [index, { zoneId, taxCategory }] of rates.entries()) {
      const key = `${zoneId} ${taxCategory}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (counts.get(key) !== MAX_RATES_PER_CATEGORY + 1) continue;
      context.addIssue({
        code: 'custom',
        path: ['rates', index, 'taxCategory'],
        message: `has more than ${MAX_RATES_PER_CATEGORY} rates in this zone`,
      });
    }
  });

/** The taxes of a shop: by zone of the shipping settings and by tax category. */
export type TaxSettings = Omit<z.infer<typeof TaxSettingsBody>, 'version'>;

/** A shop that charges no tax. */
export const NO_TAXES: TaxSettings = { pricesIncludeTax: true, rounding: 'line', rates: [] };

/** The positions of entries that name a zone which does not exist. */
export const withUnknownZone = (entries: { zoneId: string }[], zones: { id: string }[]): number[] => {
  const known = new Set(zones.map(({ id }) => id));
  return entries.flatMap(({ zoneId }, index) => (known.has(zoneId) ? [] : [index]));
};

export const UNKNOWN_ZONE = 'is not a zone of the shipping settings';
