import { sum } from './sum.ts';

/** What discounts and taxes make of a line or of shipping, as a row has it. */
type PartPrice = { discount: number; tax: number; total: number; taxParts: number[] };

/** An order's row, as far as its price depends on it. Amounts are minor units. */
export type PricedRow<Line = object> = {
  orderId: string;
  total: number;
  items: (Line & { unitPrice: number; quantity: number } & Partial<PartPrice>)[];
  price?: {
    subtotal: number;
    discounts: { amount: number }[];
    shipping?: { price: number } & PartPrice;
    taxes: { amount: number; included: boolean }[];
  };
};

const sumOfLines = ({ items }: PricedRow): number => sum(items.map(({ unitPrice, quantity }) => unitPrice * quantity));

/** Each part of an order's price adds up, exactly: subtotal − discounts + shipping + taxes not included = total, and the lines add up to it. */
export const priceProblems = (order: PricedRow): string[] =>
  rulesOf(order).flatMap(([problem, holds]) => (holds ? [] : [`order ${order.orderId}: ${problem}`]));

const rulesOf = (order: PricedRow): [problem: string, holds: boolean][] => {
  const { total, items, price } = order;
  const lines = sumOfLines(order);
  if (!price) return [[`the total ${total} is not the sum of its items`, total === lines && isAmount(total)]];
  const { subtotal, shipping, taxes } = price;
  const parts = [...items, ...(shipping ? [shipping] : [])].map(
    ({ discount = Number.NaN, tax = Number.NaN, total = Number.NaN, taxParts = [] }) => ({
      ...{ discount, tax, total, taxParts },
    }),
  );
  const discounts = sum(price.discounts.map(({ amount }) => amount));
  const added = sum(taxes.filter(({ included }) => !included).map(({ amount }) => amount));
  const made = subtotal - discounts + (shipping?.price ?? 0) + added;
  return [
    [`the subtotal ${subtotal} is not the sum of its items`, subtotal === lines],
    [`subtotal, discounts, shipping and taxes make ${made}, the total is ${total}`, made === total],
    ['the total is not the sum of what its parts cost', sum(parts.map((part) => part.total)) === total],
    ['its discounts are not what its parts have off', sum(parts.map(({ discount }) => discount)) === discounts],
    [
      'a tax is not the sum of its parts',
      taxes.every(({ amount }, index) => sum(parts.map(({ taxParts }) => taxParts[index] ?? 0)) === amount) &&
        parts.every(({ tax, taxParts }) => sum(taxParts) === tax),
    ],
    [
      'an amount is negative or no integer',
      [total, ...parts.flatMap((part) => [part.discount, part.tax, part.total, ...part.taxParts])].every(isAmount),
    ],
  ];
};

const isAmount = (amount: number): boolean => Number.isSafeInteger(amount) && amount >= 0;
