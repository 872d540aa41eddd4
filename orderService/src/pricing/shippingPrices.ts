import type { OfferedMethod } from '../order/orderPrice.ts';
import type { ShippingMethod, ShippingSettings } from '../settings/shippingSettings.ts';
import { type Place, zoneOf } from '../settings/zones.ts';
import { STANDARD_TAX_CATEGORY } from './lineTaxes.ts';

/** What the price of a method depends on: the weight of all products, and their price after discounts in minor units. */
export type Parcel = { grams: number; goods: number };

/** The methods that ship a parcel to a place, in the order of the settings. */
export const offeredMethods = (settings: ShippingSettings, place: Place, parcel: Parcel): OfferedMethod[] => {
  const zone = zoneOf(settings.zones, place);
  return settings.methods
    .filter(({ zoneId }) => zoneId === zone?.id)
    .flatMap((method) => {
      const price = priceOf(method, parcel);
      if (price === undefined) return [];
      const { id, label, minDays, maxDays, taxCategory = STANDARD_TAX_CATEGORY } = method;
      return [{ id, label, price, minDays, maxDays, taxCategory }];
    });
};

/** The price of a parcel; `undefined` where it is too heavy, or comes to too little, for the method. */
const priceOf = ({ price, byWeight, bySubtotal, freeFrom }: ShippingMethod, { grams, goods }: Parcel) => {
  const listed =
    price ??
    byWeight?.find(({ upToGrams }) => grams <= upToGrams)?.price ??
    bySubtotal?.findLast(({ from }) => goods >= from)?.price;
  return listed !== undefined && freeFrom !== undefined && goods >= freeFrom ? 0 : listed;
};
