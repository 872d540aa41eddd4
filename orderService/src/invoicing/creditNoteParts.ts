import type { DueDocument } from '../order/accountingDocument.ts';
import { unitsOf } from '../order/fulfilment.ts';
import { itemName, type Order } from '../order/order.ts';
import type { OrderTax } from '../order/orderPrice.ts';
import type { OrderReturn } from '../order/orderReturn.ts';
import { REFUNDED_BY_SHOP } from '../payment/refundRecord.ts';
import { divideHalfUp, splitAmount, sumOf } from '../pricing/exactMath.ts';
import { paidForUnits } from '../returns/returnRefund.ts';
import { appliedTaxes, type DocumentLine, ratesOf } from './documentLine.ts';

/** What a payment paid for: a line or the shipping, with tax. `taxParts`: its share of each of the order's taxes. */
type PaidPart = { total: number; taxParts: number[]; line: Omit<DocumentLine, 'amount'> };

/**
 * Returns the lines and taxes of a credit note. The refund of a return takes back what was paid for its units; any other refund takes back the
 * same share of all that is left, so its taxes are those of the order in proportion. All credit notes together take back exactly what the
 * invoice charged once everything is refunded.
 *
 * @param order with all documents that were issued before this one
 */
export const creditNoteParts = (order: Order, document: DueDocument) => {
  const parts = paidParts(order);
  const earlier = (order.documents ?? []).filter(({ kind }) => kind === 'creditNote');
  const before = earlier.reduce(
    (credited, one) => sums(credited, sharesOf(order, parts, one, credited)),
    parts.map(() => 0),
  );
  const after = sums(before, sharesOf(order, parts, document, before));
  const invoice = order.documents?.find(({ kind }) => kind === 'invoice');
  return {
    lines: linesOf(order, parts, document, earlier.length === 0),
    taxes: taxesBetween(order.price?.taxes ?? [], parts, before, after),
    total: document.amount,
    ...(invoice ? { invoiceNumber: invoice.number } : {}),
  };
};

const paidParts = ({ items, price }: Order): PaidPart[] => {
  const taxes = price?.taxes ?? [];
  return [
    ...items.map(({ quantity, unitPrice, total = unitPrice * quantity, taxParts = [], ...item }) => ({
      ...{ total, taxParts },
      line: { name: itemName(item), quantity, rates: ratesOf(taxParts, taxes) },
    })),
    ...(price?.shipping ? [price.shipping] : []).map(({ label: name, total, taxParts }) => ({
      ...{ total, taxParts },
      line: { name, rates: ratesOf(taxParts, taxes), role: 'shipping' as const },
    })),
  ];
};

const sums = (some: readonly number[], others: readonly number[]): number[] =>
  some.map((one, index) => one + (others[index] ?? 0));

/** What a refund takes back of each part, of which so much was credited before. */
const sharesOf = (order: Order, parts: PaidPart[], document: DueDocument, credited: readonly number[]): number[] => {
  const left = parts.map(({ total }, index) => total - (credited[index] ?? 0));
  const amount = Math.min(document.amount, sumOf(left));
  const returned = returnOf(order, document);
  const paid = returned ? paidForReturn(order, returned) : [];
  const wanted = left.map((most, index) => Math.min(most, paid[index] ?? 0));
  if (sumOf(wanted) >= amount) return splitAmount(amount, wanted);
  const others = left.map((most, index) => most - (wanted[index] ?? 0));
  return sums(wanted, splitAmount(amount - sumOf(wanted), others));
};

const returnOf = ({ returns = [] }: Order, { refundKey }: DueDocument): OrderReturn | undefined =>
  returns.find(({ id, status }) => id === refundKey && status === 'received');

/** What was paid for the units of a return, by the lines of the order. */
const paidForReturn = ({ items, returns = [] }: Order, one: OrderReturn): number[] => {
  const earlier = returns.filter(({ receivedAt }) => receivedAt !== undefined && receivedAt < (one.receivedAt ?? ''));
  return items.map((line) => paidForUnits(line, unitsOf(line, earlier), unitsOf(line, [one])));
};

/** The taxes in what was credited between two states. What rounding leaves out of one credit note is part of a later one. */
const taxesBetween = (
  taxes: readonly OrderTax[],
  parts: PaidPart[],
  before: readonly number[],
  after: readonly number[],
): OrderTax[] => {
  const taxUpTo = ({ total, taxParts }: PaidPart, credited: number, tax: number): number =>
    total === 0 ? 0 : Number(divideHalfUp(BigInt(taxParts[tax] ?? 0) * BigInt(credited), BigInt(total)));
  const taxed = parts.map((part, index) => {
    const [from = 0, to = 0] = [before[index], after[index]];
    const amounts = taxes.map((_, tax) => taxUpTo(part, to, tax) - taxUpTo(part, from, tax));
    return { amounts, base: Math.max(0, to - from - sumOf(amounts)), applied: appliedTaxes(part.taxParts, taxes) };
  });
  return taxes
    .map(({ label, rate }, tax) => ({
      ...{ label, rate, included: true },
      base: sumOf(taxed.map(({ base, applied }) => (applied[tax] ? base : 0))),
      amount: sumOf(taxed.map(({ amounts }) => amounts[tax] ?? 0)),
    }))
    .filter(({ base, amount }) => base > 0 || amount > 0);
};

/** The units of a return, all that was paid for, or one line for a part of the money. */
const linesOf = (order: Order, parts: PaidPart[], document: DueDocument, isFirst: boolean): DocumentLine[] => {
  const { amount, refundKey = '' } = document;
  const returned = returnOf(order, document);
  if (returned) {
    const paid = paidForReturn(order, returned);
    const lines = order.items.flatMap((item, index): DocumentLine[] => {
      const quantity = unitsOf(item, [returned]);
      const { rates = [] } = parts[index]?.line ?? {};
      return quantity === 0 ? [] : [{ name: itemName(item), quantity, rates, amount: paid[index] ?? 0 }];
    });
    const rest = amount - sumOf(lines.map((line) => line.amount));
    return [...lines, ...(rest === 0 ? [] : [{ name: '', rates: [], amount: rest, role: 'adjustment' as const }])];
  }
  if (isFirst && amount === sumOf(parts.map(({ total }) => total))) {
    return parts.map(({ line, total }) => ({ ...line, amount: total }));
  }
  const { reason = '', by } = order.payment?.refunds[refundKey] ?? {};
  return [{ name: by === undefined || reason === REFUNDED_BY_SHOP ? '' : reason, rates: [], amount, role: 'refund' }];
};
