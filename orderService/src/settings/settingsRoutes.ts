import { isCountry } from '@ecommerce/shared/address/country.ts';
import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import * as z from 'zod';
import { ShippingSettingsBody } from './shippingSettings.ts';
import { ShopSettingsBody } from './shopSettings.ts';
import { TaxSettingsBody } from './taxSettings.ts';

export const getShopSettingsRoute = {
  route: 'GET /settings/shop',
  auth: 'admin',
  errors: [],
} as const satisfies RouteDefinition;

export const replaceShopSettingsRoute = {
  route: 'PUT /settings/shop',
  auth: 'admin',
  body: ShopSettingsBody,
  errors: ['SETTINGS_CHANGED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const getShippingSettingsRoute = {
  route: 'GET /settings/shipping',
  auth: 'admin',
  errors: [],
} as const satisfies RouteDefinition;

export const replaceShippingSettingsRoute = {
  route: 'PUT /settings/shipping',
  auth: 'admin',
  body: ShippingSettingsBody,
  errors: ['SETTINGS_CHANGED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const getTaxSettingsRoute = {
  route: 'GET /settings/taxes',
  auth: 'admin',
  errors: [],
} as const satisfies RouteDefinition;

export const replaceTaxSettingsRoute = {
  route: 'PUT /settings/taxes',
  auth: 'admin',
  body: TaxSettingsBody,
  errors: ['SETTINGS_CHANGED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const getShippingMethodsRoute = {
  route: 'GET /shipping-methods',
  query: z.strictObject({
    country: z
      .string()
      .refine(isCountry, 'must be a country code of ISO 3166-1 such as DE')
      .meta({ description: 'ISO 3166-1 alpha-2' })
      .optional(),
    region: z
      .string()
      .regex(/^[A-Z]{2}-[A-Z\d]{1,3}$/, 'must be a region code of ISO 3166-2 such as US-TX')
      .meta({ description: 'ISO 3166-2' })
      .optional(),
  }),
  maxAgeSeconds: 60,
  errors: [],
} as const satisfies RouteDefinition;
