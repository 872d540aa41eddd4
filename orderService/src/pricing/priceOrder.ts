import { invalidInput } from '@ecommerce/shared/errors.ts';
import type { Discount } from '../discounts/discount.ts';
import { MAX_TOTAL } from '../order/order.ts';
import type { ItemPrice, OfferedMethod, OrderDiscount, OrderShipping, OrderTax } from '../order/orderPrice.ts';
import type { ShippingSettings } from '../settings/shippingSettings.ts';
import type { TaxSettings } from '../settings/taxSettings.ts';
import { type Place, zoneOf } from '../settings/zones.ts';
import { type DiscountedLine, takenOff } from './discountEffect.ts';
import { sumOf } from './exactMath.ts';
import { STANDARD_TAX_CATEGORY, taxLines } from './lineTaxes.ts';
import { offeredMethods } from './shippingPrices.ts';
import { candidateSets, discountRefusal, type RequestedCode, requestedDiscounts } from './usableDiscounts.ts';

/** A product and how many of it. All amounts here are integer minor units of the order's currency. */
export type PricingLine = {
  productId: string;
  variantId?: string | undefined;
  unitPrice: number;
  quantity: number;
  category?: string | undefined;
  /** Of one unit; 0 if absent. */
  weightGrams?: number | undefined;
  taxCategory?: string | undefined;
};

/** What discounts need to know about the customer. `uses` by discount id: how often it was used by all and by this customer. */
export type Customer = { hasOrdered: boolean; uses: Readonly<Record<string, { all: number; own: number }>> };

export type PricingInput = {
  /** Each product and variant once. */
  lines: readonly PricingLine[];
  currency: string;
  shipping: ShippingSettings;
  taxes: TaxSettings;
  /** Where the order is shipped to; without it nothing is known about shipping. */
  shipTo?: Place | undefined;
  /** Where the order is taxed; without it no tax is known. */
  taxedIn?: Place | undefined;
  /** The id of the shipping method that the customer chose. */
  method?: string | undefined;
  codes: readonly RequestedCode[];
  automaticDiscounts: readonly Discount[];
  customer: Customer;
  now: Date;
};

/** What an order costs, in integer minor units: `subtotal` − `discounts` + `shipping` + `taxes` that are not included = `total`. */
export type Breakdown = {
  /** In the order of the lines. */
  items: ItemPrice[];
  subtotal: number;
  discounts: OrderDiscount[];
  shipping: { methods: OfferedMethod[]; chosen?: OrderShipping };
  taxes: OrderTax[];
  total: number;
};

/**
 * Prices an order, for the cart, the quote and the checkout alike.
 *
 * Discounts come before taxes. Of one order they apply in this sequence, each to what the ones before have left: buy x get y, percent,
 * amount, free shipping. What shipping costs by subtotal depends on the price of the products after discounts.
 * The order of the lines and of the codes does not matter.
 *
 * @throws DomainError DISCOUNT_NOT_APPLICABLE (with `discountCode` and `reason`); INVALID_INPUT for a method that is not offered, or a
 *   total beyond `MAX_TOTAL`
 */
export const priceOrder = (input: PricingInput): Breakdown => {
  const positions = input.lines
    .map((_, index) => index)
    .sort((one, other) => (keyAt(input, one) < keyAt(input, other) ? -1 : 1));
  const lines = positions.flatMap((position) => input.lines[position] ?? []);
  const { items, ...breakdown } = priceSorted({ ...input, lines });
  if (breakdown.total > MAX_TOTAL) throw invalidInput([{ path: 'items', message: 'come to more than can be ordered' }]);
  return { items: input.lines.flatMap((_, index) => items[positions.indexOf(index)] ?? []), ...breakdown };
};

const keyAt = ({ lines }: PricingInput, index: number): string =>
  `${lines[index]?.productId} ${lines[index]?.variantId ?? ''}`;

const priceSorted = (input: PricingInput): Breakdown => {
  const { lines } = input;
  const subtotal = sumOf(lines.map(({ unitPrice, quantity }) => unitPrice * quantity));
  const discounted = bestDiscounting(input, subtotal);
  const { methods, chosen } = discounted;
  const taxed = [
    ...lines.map(({ taxCategory = STANDARD_TAX_CATEGORY }, index) => ({
      taxCategory,
      amount: discounted.left[index] ?? 0,
    })),
    ...(chosen ? [{ taxCategory: chosen.taxCategory, amount: chosen.price - discounted.offShipping }] : []),
  ];
  const zone = input.taxedIn && zoneOf(input.shipping.zones, input.taxedIn);
  const { entries, parts } = taxLines(taxed, input.taxes, zone?.id);
  const priced = taxed.map(({ amount }, index) => {
    const taxParts = parts[index] ?? [];
    const tax = sumOf(taxParts);
    return { tax, total: input.taxes.pricesIncludeTax ? amount : amount + tax, taxParts };
  });
  const [ofShipping] = priced.slice(lines.length);
  const items = lines.flatMap(({ unitPrice, quantity }, index) => {
    const item = priced[index];
    return item ? [{ discount: unitPrice * quantity - (discounted.left[index] ?? 0), ...item }] : [];
  });
  return {
    items,
    subtotal,
    discounts: discounted.used,
    shipping: {
      methods,
      ...(chosen && ofShipping ? { chosen: { ...chosen, discount: discounted.offShipping, ...ofShipping } } : {}),
    },
    taxes: entries,
    total: sumOf(priced.map(({ total }) => total)),
  };
};

/** An order after discounts: what its lines still cost, and what shipping costs then. */
type Discounting = {
  left: number[];
  used: OrderDiscount[];
  methods: OfferedMethod[];
  chosen: OfferedMethod | undefined;
  offShipping: number;
};

/** The order under the discounts that take off most; of equal ones, the first set. */
const bestDiscounting = (input: PricingInput, subtotal: number): Discounting => {
  const situation = { ...input, subtotal };
  const requested = requestedDiscounts(input.codes, situation);
  const automatic = input.automaticDiscounts
    .filter((discount) => discountRefusal(discount, situation) === undefined)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const candidates = candidateSets(requested, automatic).map((discounts) => applyDiscounts(input, discounts));
  const costs = (one: Discounting) => sumOf(one.left) + (one.chosen?.price ?? 0) - one.offShipping;
  const [first, ...others] = candidates;
  if (!first) throw new Error('There is at least the set without discounts');
  return others.reduce((best, other) => (costs(other) < costs(best) ? other : best), first);
};

const SEQUENCE = ['buy', 'percent', 'amount', 'freeShipping'] as const;

const rankOf = (discount: Discount): number => SEQUENCE.findIndex((effect) => discount[effect] !== undefined);

const inSequence = (one: Discount, other: Discount): number =>
  rankOf(one) - rankOf(other) || (one.id < other.id ? -1 : 1);

const applyDiscounts = (input: PricingInput, discounts: Discount[]): Discounting => {
  let lines: DiscountedLine[] = input.lines.map((line) => ({ ...line, left: line.unitPrice * line.quantity }));
  const sorted = discounts.toSorted(inSequence);
  const used = sorted.map((discount) => {
    const taken = takenOff(discount, lines);
    lines = lines.map((line, index) => ({ ...line, left: line.left - (taken[index] ?? 0) }));
    return usedDiscount(discount, sumOf(taken));
  });
  const left = lines.map((line) => line.left);
  const grams = sumOf(input.lines.map(({ weightGrams = 0, quantity }) => weightGrams * quantity));
  const methods = input.shipTo ? offeredMethods(input.shipping, input.shipTo, { grams, goods: sumOf(left) }) : [];
  const chosen = input.method === undefined ? undefined : requireMethod(input, methods, input.method);
  const free = sorted.findIndex(({ freeShipping }) => freeShipping);
  const offShipping = free >= 0 && chosen ? chosen.price : 0;
  if (used[free]) used[free].amount = offShipping;
  return {
    left,
    used: used.filter(({ code, amount }) => code !== undefined || amount > 0),
    methods,
    chosen,
    offShipping,
  };
};

const usedDiscount = ({ id, code, label }: Discount, amount: number): OrderDiscount => ({
  discountId: id,
  ...(code === undefined ? {} : { code }),
  label,
  amount,
});

const requireMethod = ({ shipping, shipTo }: PricingInput, methods: OfferedMethod[], id: string): OfferedMethod => {
  const method = methods.find((one) => one.id === id);
  if (method) return method;
  const zone = shipTo && zoneOf(shipping.zones, shipTo);
  throw invalidInput([
    shipping.methods.some(({ zoneId }) => zoneId === zone?.id)
      ? { path: 'shippingMethod', message: 'is not offered for this address and these products' }
      : { path: 'shippingAddress.country', message: 'is not a country or region that the shop ships to' },
  ]);
};
