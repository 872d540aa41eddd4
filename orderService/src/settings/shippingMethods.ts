import { SHOP_CURRENCY } from '@ecommerce/shared/shopCurrency.ts';
import { currentSettings } from './settingsStore.ts';
import { shippingSettingsView } from './shippingSettings.ts';
import { countryOf, zoneOf } from './zones.ts';

/**
 * The methods that ship to a place, all if none is named, with the prices of the settings, money as decimals. What an order pays, its quote
 * says.
 */
export const showShippingMethods = async ({
  region,
  country,
}: {
  country?: string | undefined;
  region?: string | undefined;
}) => {
  const { shipping, currency = SHOP_CURRENCY } = await currentSettings();
  const place = country ?? (region && countryOf(region));
  const zones = place === undefined ? shipping.zones : [zoneOf(shipping.zones, { country: place, region })];
  const served = new Set(zones.map((zone) => zone?.id));
  const methods = shippingSettingsView(shipping, currency).methods.filter(({ zoneId }) => served.has(zoneId));
  return { methods: methods.map(({ zoneId: _zoneId, taxCategory: _taxCategory, ...method }) => method), currency };
};
