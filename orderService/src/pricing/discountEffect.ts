import type { Discount } from '../discounts/discount.ts';
import { percentOf, splitAmount, sumOf } from './exactMath.ts';
import type { PricingLine } from './priceOrder.ts';

/** A line with what it still costs after the discounts so far, in minor units. */
export type DiscountedLine = Pick<PricingLine, 'productId' | 'category' | 'unitPrice' | 'quantity'> & { left: number };

/** Whether a discount is for the product of a line. */
export const isEligible = (
  { categories, productIds }: Pick<Discount, 'categories' | 'productIds'>,
  { productId, category }: Pick<PricingLine, 'productId' | 'category'>,
): boolean =>
  (categories === undefined && productIds === undefined) ||
  productIds?.includes(productId) === true ||
  (category !== undefined && categories?.includes(category) === true);

/** What a discount takes off each line, in minor units: never more than the line still costs. */
export const takenOff = (discount: Discount, lines: readonly DiscountedLine[]): number[] => {
  const left = lines.map((line) => (isEligible(discount, line) ? line.left : 0));
  if (discount.percent !== undefined) return splitAmount(percentOf(discount.percent, sumOf(left)), left);
  if (discount.amount !== undefined) return splitAmount(Math.min(discount.amount, sumOf(left)), left);
  return discount.buy ? takenOffCheapest(discount.buy, discount, lines) : lines.map(() => 0);
};

const takenOffCheapest = (
  { quantity, get, percent }: NonNullable<Discount['buy']>,
  discount: Discount,
  lines: readonly DiscountedLine[],
): number[] => {
  const units = lines.map((line) => (isEligible(discount, line) ? line.quantity : 0));
  let reduced = Math.floor(sumOf(units) / (quantity + get)) * get;
  const taken = lines.map(() => 0);
  const cheapestFirst = lines
    .map((line, index) => ({ ...line, index }))
    .sort((one, other) => one.unitPrice - other.unitPrice);
  for (const { index, unitPrice, left } of cheapestFirst) {
    const count = Math.min(reduced, units[index] ?? 0);
    taken[index] = Math.min(left, percentOf(percent, unitPrice * count));
    reduced -= count;
  }
  return taken;
};
