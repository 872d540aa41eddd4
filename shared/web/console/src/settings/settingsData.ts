import { type Schemas, unwrap } from '@ecommerce/client';
import { filledIn } from '../formValues.ts';
import type { Fields, ResourceData } from '../resource.ts';
import { shop } from '../shop.ts';

type Method = Schemas['orders']['ShippingSettings']['methods'][number];

/** The three ways to price a shipping method; a method has one of them. */
export const PRICINGS = ['price', 'byWeight', 'bySubtotal'] as const;

const withPricing = (method: Method) => ({
  ...method,
  pricing: PRICINGS.find((name) => method[name] !== undefined) ?? 'price',
});

const withoutPricing = ({ pricing, ...method }: Fields): Fields =>
  Object.fromEntries(
    Object.entries(method).filter(([name]) => name === pricing || !PRICINGS.some((other) => other === name)),
  );

const reads: Record<string, () => Promise<Fields>> = {
  shop: () => unwrap(shop.orders.GET('/settings/shop')),
  taxes: () => unwrap(shop.orders.GET('/settings/taxes')),
  shipping: async () => {
    const { methods, ...others } = await unwrap(shop.orders.GET('/settings/shipping'));
    return { ...others, methods: methods.map(withPricing) };
  },
};

const writes: Record<string, (fields: Fields) => Promise<Fields>> = {
  shop: (fields) => unwrap(shop.orders.PUT('/settings/shop', { body: filledIn(fields) as object })),
  taxes: (fields) =>
    unwrap(
      shop.orders.PUT('/settings/taxes', {
        body: filledIn({ ...fields, rates: fields.rates ?? [] }) as Schemas['orders']['TaxSettingsBody'],
      }),
    ),
  shipping: async ({ zones, methods, ...fields }) => {
    const body = {
      ...fields,
      zones: (zones ?? []).map((zone: Fields) => ({
        ...zone,
        countries: zone.countries ?? [],
        regions: zone.regions ?? [],
      })),
      methods: (methods ?? []).map(withoutPricing),
    };
    const saved = await unwrap(
      shop.orders.PUT('/settings/shipping', { body: filledIn(body) as Schemas['orders']['ShippingSettingsBody'] }),
    );
    return { ...saved, methods: saved.methods.map(withPricing) };
  },
};

const known = <Entry>(entries: Record<string, Entry>, id: string): Entry => {
  const entry = entries[id];
  if (entry === undefined) throw new Error(`There are no settings ${id}.`);
  return entry;
};

/** The settings `shop`, `shipping` and `taxes`. A change names the version it is based on, so that none of a colleague is lost. */
export const settingsData: ResourceData = {
  read: async (id) => ({ ...(await known(reads, id)()), id }),
  update: async (id, { id: _id, ...fields }) => ({ ...(await known(writes, id)(fields)), id }),
};
