import type { OrderTax } from '../order/orderPrice.ts';

/** A line of a document. Amounts are integer minor units. */
export type DocumentLine = {
  /** What was bought, how it was shipped, or why money went back; empty where there is nothing to say. */
  name: string;
  /** Absent for what is not counted in units. */
  quantity?: number;
  /** Before discounts. Only lines of invoices have it, and their discount. */
  unitPrice?: number;
  discount?: number;
  /** Percent, one for each tax. */
  rates: number[];
  amount: number;
  /** Of a line that is no item: a label that stands before its name. */
  role?: 'shipping' | 'refund' | 'adjustment';
};

/** Returns which of an order's taxes apply to a line, by its share of each. Without a share of any, those of 0 % do. */
export const appliedTaxes = (taxParts: readonly number[] = [], taxes: readonly OrderTax[]): boolean[] => {
  const isTaxed = taxParts.some((part) => part > 0);
  return taxes.map(({ rate }, index) => (isTaxed ? (taxParts[index] ?? 0) > 0 : rate === 0));
};

/** Returns the rates of the taxes that apply to a line. */
export const ratesOf = (taxParts: readonly number[] | undefined, taxes: readonly OrderTax[]): number[] => {
  const applied = appliedTaxes(taxParts, taxes);
  return taxes.filter((_, index) => applied[index]).map(({ rate }) => rate);
};
