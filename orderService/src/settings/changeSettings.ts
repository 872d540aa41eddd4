import { invalidInput } from '@ecommerce/shared/errors.ts';
import { SHOP_CURRENCY } from '@ecommerce/shared/shopCurrency.ts';
import type * as z from 'zod';
import { readSettings, replaceSettings, type Settings } from './settingsStore.ts';
import { type ShippingSettingsBody, shippingSettings, shippingSettingsView } from './shippingSettings.ts';
import type { ShopSettingsBody } from './shopSettings.ts';
import { type TaxSettingsBody, UNKNOWN_ZONE, withUnknownZone } from './taxSettings.ts';

const shippingView = ({ shipping, currency, versions }: Settings) => ({
  ...shippingSettingsView(shipping, currency ?? SHOP_CURRENCY),
  version: versions.shipping,
});

const taxView = ({ taxes, versions }: Settings) => ({ ...taxes, version: versions.taxes });

const shopView = ({ shop, versions }: Settings) => ({ ...shop, version: versions.shop });

/** The settings of shipping, money as decimals. */
export const showShippingSettings = async () => shippingView(await readSettings());

/** The settings of taxes. */
export const showTaxSettings = async () => taxView(await readSettings());

/** Who the shop is. */
export const showShopSettings = async () => shopView(await readSettings());

/**
 * Replaces the settings of shipping.
 *
 * @throws DomainError INVALID_INPUT, also where the settings of taxes name a zone that would be gone; SETTINGS_CHANGED
 */
export const changeShippingSettings = async ({ version, ...body }: z.infer<typeof ShippingSettingsBody>) => {
  const shipping = shippingSettings(body, SHOP_CURRENCY);
  const check = ({ taxes }: Settings) => {
    const gone = new Set(withUnknownZone(taxes.rates, shipping.zones).map((index) => taxes.rates[index]?.zoneId));
    if (gone.size === 0) return;
    throw invalidInput(
      [...gone].map((id) => ({ path: 'zones', message: `must keep the zone ${id}: tax rates name it` })),
    );
  };
  return shippingView(await replaceSettings('shipping', shipping, { version, currency: SHOP_CURRENCY, check }));
};

/**
 * Replaces the settings of taxes.
 *
 * @throws DomainError INVALID_INPUT, also for a zone that the settings of shipping do not have; SETTINGS_CHANGED
 */
export const changeTaxSettings = async ({ version, ...taxes }: z.infer<typeof TaxSettingsBody>) => {
  const check = ({ shipping }: Settings) => {
    const unknown = withUnknownZone(taxes.rates, shipping.zones);
    if (unknown.length === 0) return;
    throw invalidInput(unknown.map((index) => ({ path: `rates.${index}.zoneId`, message: UNKNOWN_ZONE })));
  };
  return taxView(await replaceSettings('taxes', taxes, { version, check }));
};

/** Replaces who the shop is. @throws DomainError SETTINGS_CHANGED */
export const changeShopSettings = async ({ version, ...shop }: z.infer<typeof ShopSettingsBody>) =>
  shopView(await replaceSettings('shop', shop, { version }));
