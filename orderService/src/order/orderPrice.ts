import { toDecimal } from '@ecommerce/shared/money.ts';

/*
 * What an order's price is made of. All amounts in rows are integer minor units of the order's currency:
 * `subtotal` − `discounts` + `shipping.price` + the taxes that are not included = `total`.
 */

/** What discounts and taxes make of the price of a line or of shipping. */
export type ItemPrice = {
  /** Taken off by discounts. */
  discount: number;
  /** Contained in `total`. */
  tax: number;
  /** What the customer pays for it, tax included. */
  total: number;
  /** Its share of each entry of the order's `taxes`. */
  taxParts: number[];
};

/** A discount of an order, and what it takes off in all. */
export type OrderDiscount = { discountId: string; code?: string | undefined; label: string; amount: number };

/** A method by which an order can be shipped, and what it costs before discounts. */
export type OfferedMethod = {
  id: string;
  label: string;
  price: number;
  minDays?: number | undefined;
  maxDays?: number | undefined;
  taxCategory: string;
};

/** The shipping of an order. */
export type OrderShipping = OfferedMethod & ItemPrice;

/** The tax of one label and rate over the whole order. */
export type OrderTax = {
  label: string;
  /** Percent. */
  rate: number;
  /** What it was computed on, without tax. */
  base: number;
  amount: number;
  /** Whether the prices contain it; otherwise it is added to them. */
  included: boolean;
};

/** What an order's row has beside its total. Absent where the shop had neither shipping nor taxes, and no discount applied. */
export type OrderPrice = {
  /** The sum of unit price × quantity. */
  subtotal: number;
  discounts: OrderDiscount[];
  shipping?: OrderShipping | undefined;
  taxes: OrderTax[];
};

/** Whether a line was priced with discounts and taxes. */
export const isPriced = (item: Partial<ItemPrice>): item is ItemPrice => item.total !== undefined;

/** The price of a line or of shipping, money as decimals. */
export const itemPriceView = ({ discount, tax, total }: ItemPrice, currency: string) => ({
  discount: toDecimal(discount, currency),
  tax: toDecimal(tax, currency),
  total: toDecimal(total, currency),
});

/** A method, money as decimals. */
export const offeredMethodView = ({ id, label, price, minDays, maxDays }: OfferedMethod, currency: string) => ({
  id,
  label,
  price: toDecimal(price, currency),
  minDays,
  maxDays,
});

/** What an order's price is made of, money as decimals. */
export const orderPriceView = ({ subtotal, discounts, shipping, taxes }: OrderPrice, currency: string) => ({
  subtotal: toDecimal(subtotal, currency),
  discounts: discounts.map(({ code, label, amount }) => ({ code, label, amount: toDecimal(amount, currency) })),
  shipping: shipping && { ...offeredMethodView(shipping, currency), ...itemPriceView(shipping, currency) },
  taxes: taxes.map(({ label, rate, base, amount, included }) => ({
    label,
    rate,
    base: toDecimal(base, currency),
    amount: toDecimal(amount, currency),
    included,
  })),
});
