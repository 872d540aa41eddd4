import { answered, deletion, pageOf } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import {
  createDiscountRoute,
  deleteDiscountRoute,
  listDiscountsRoute,
  updateDiscountRoute,
} from '../src/discounts/discountRoutes.ts';
import {
  getShippingMethodsRoute,
  getShippingSettingsRoute,
  getShopSettingsRoute,
  getTaxSettingsRoute,
  replaceShippingSettingsRoute,
  replaceShopSettingsRoute,
  replaceTaxSettingsRoute,
} from '../src/settings/settingsRoutes.ts';
import * as answers from './answers.ts';
import { discount, discountId, shippingSettings, shopSettings, taxSettings } from './examples.ts';

const replaced =
  'Replaces all of it. With the `version` of a `GET`, the request is rejected if somebody else has changed the settings since.';

const bodyOf = <Settings extends { version: number }>({ version: _, ...settings }: Settings) => settings;

/** What a shop says about itself, its shipping and its taxes. */
export const settingsRoutes: RouteDescription[] = [
  {
    definition: getShopSettingsRoute,
    summary: 'Who the shop is',
    description: 'For invoices and emails. A new shop has none of these fields.',
    answer: answered('The settings.', answers.ShopSettings, shopSettings),
  },
  {
    definition: replaceShopSettingsRoute,
    summary: 'Say who the shop is',
    description: replaced,
    example: { body: bodyOf(shopSettings) },
    answer: answered('The settings as they are now.', answers.ShopSettings, shopSettings),
  },
  {
    definition: getShippingSettingsRoute,
    summary: 'Shipping zones and methods',
    answer: answered('The settings.', answers.ShippingSettings, shippingSettings),
  },
  {
    definition: replaceShippingSettingsRoute,
    summary: 'Set shipping zones and methods',
    description: `${replaced} A zone covers the countries and the regions that it lists; of a country of which it lists regions, it covers these alone. A region belongs to the zone that lists it, before the zone of its country. A method has one of \`price\`, \`byWeight\` and \`bySubtotal\`. Subtotals are those after discounts. With the first method, \`POST /create-order\` begins to answer \`CHECKOUT_REQUIRED\`.`,
    example: { body: bodyOf(shippingSettings) },
    answer: answered('The settings as they are now.', answers.ShippingSettings, shippingSettings),
  },
  {
    definition: getTaxSettingsRoute,
    summary: 'Tax rates',
    answer: answered('The settings.', answers.TaxSettings, taxSettings),
  },
  {
    definition: replaceTaxSettingsRoute,
    summary: 'Set tax rates',
    description: `${replaced} Rates apply by zone (of the shipping settings) and tax category; products and methods without one are \`standard\`. Several rates of a zone and category apply side by side. Rounding is half up, per \`line\` or once per \`order\`. With the first rate, \`POST /create-order\` begins to answer \`CHECKOUT_REQUIRED\`.`,
    example: { body: bodyOf(taxSettings) },
    answer: answered('The settings as they are now.', answers.TaxSettings, taxSettings),
  },
  {
    definition: getShippingMethodsRoute,
    summary: 'The methods that ship to a country',
    description:
      'With the prices of the settings; what an order pays, `POST /checkout/quote` says. For countries with regions, name the `region` as well; without either, all methods.',
    answer: answered('The methods; none where the shop does not ship.', answers.ShippingMethods, {
      methods: shippingSettings.methods.map(({ zoneId: _, ...method }) => method),
      currency: 'EUR',
    }),
  },
];

/** What is taken off prices. */
export const discountRoutes: RouteDescription[] = [
  {
    definition: createDiscountRoute,
    summary: 'Create a discount',
    description:
      'With a `code`, customers send it as one of `discountCodes` (in upper or lower case); without one it applies by itself. Exactly one of `percent`, `amount`, `freeShipping` and `buy`. With `categories` or `productIds` it is for these products only. `minSubtotal` is of the whole order, before discounts. Uses are counted only where `maxUses`, `maxUsesPerCustomer` or `firstOrderOnly` is set, in the transaction that places the order; a cancelled or rejected order gives its use back. Discounts that are not `combinable` apply alone: of two such codes the second is `DISCOUNT_NOT_APPLICABLE`, and automatic discounts give way to a code. Of automatic discounts that exclude each other, the order gets the better ones.',
    example: { body: { code: 'AUTUMN10', percent: 10, minSubtotal: 50, maxUses: 100 } },
    answer: answered('The discount.', answers.Discount, discount),
  },
  {
    definition: listDiscountsRoute,
    summary: 'All discounts, newest first',
    answer: pageOf('discounts', answers.DiscountList, discount),
  },
  {
    definition: updateDiscountRoute,
    summary: 'Change a discount',
    description:
      'Changes the fields that are sent; `null` removes one. The code stays as it is. Orders that are placed keep their discount. With `version`, the request is rejected if somebody else has changed the discount since.',
    example: { path: { id: discountId }, body: { maxUses: 100 } },
    answer: answered('The discount as it is now.', answers.Discount, discount),
  },
  {
    definition: deleteDiscountRoute,
    summary: 'Delete a discount',
    description: 'From then on it cannot be used; orders that are placed keep it.',
    ...deletion(answers.DeletedDiscount, discountId),
  },
];
