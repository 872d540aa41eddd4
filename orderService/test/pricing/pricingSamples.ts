import type { Discount } from '../../src/discounts/discount.ts';
import type { PricingInput, PricingLine } from '../../src/pricing/priceOrder.ts';
import { NO_SHIPPING } from '../../src/settings/shippingSettings.ts';
import { NO_TAXES, type TaxSettings } from '../../src/settings/taxSettings.ts';

export const now = new Date('2026-11-26T12:00:00Z');

export const line = (changes: Partial<PricingLine> = {}): PricingLine => ({
  productId: 'shoes',
  unitPrice: 1000,
  quantity: 1,
  ...changes,
});

/** An order that is priced in a shop with neither shipping, taxes nor discounts. */
export const input = (changes: Partial<PricingInput> = {}): PricingInput => ({
  lines: [line()],
  currency: 'EUR',
  shipping: NO_SHIPPING,
  taxes: NO_TAXES,
  codes: [],
  automaticDiscounts: [],
  customer: { hasOrdered: false, uses: {} },
  now,
  ...changes,
});

export const discount = (changes: Partial<Discount> = {}): Discount => ({
  id: 'd1',
  label: 'Autumn sale',
  combinable: false,
  currency: 'EUR',
  ...changes,
});

/** The discount of a code, and the code as a customer requests it. */
export const code = (text: string, changes: Partial<Discount> = {}) => ({
  code: text,
  discount: discount({ id: text, code: text, label: text, ...changes }),
});

/** A shop that ships to one country, which is taxed by these rates of the standard category. */
export const taxedIn = (
  country: string,
  rates: [label: string, percent: number, taxCategory?: string][],
  settings: Pick<TaxSettings, 'pricesIncludeTax'> & Partial<TaxSettings>,
): Pick<PricingInput, 'shipping' | 'taxes' | 'taxedIn' | 'shipTo'> => ({
  shipping: { zones: [{ id: 'home', label: 'Home', countries: [country] }], methods: [] },
  taxes: {
    rounding: 'line',
    rates: rates.map(([label, percent, taxCategory = 'standard']) => ({ zoneId: 'home', taxCategory, label, percent })),
    ...settings,
  },
  shipTo: { country },
  taxedIn: { country },
});
