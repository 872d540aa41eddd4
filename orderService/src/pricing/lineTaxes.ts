import type { OrderTax } from '../order/orderPrice.ts';
import type { TaxSettings } from '../settings/taxSettings.ts';
import { divideHalfUp, percentUnits, splitAmount, sumOf, WHOLE } from './exactMath.ts';

/** The tax category of products and shipping methods that name none. */
export const STANDARD_TAX_CATEGORY = 'standard';

/** What is taxed: the price of a line, or of shipping, after discounts, in minor units. */
export type Taxable = { amount: number; taxCategory: string };

/** The taxes of an order, and by line how much of each entry is the line's. */
export type Taxes = { entries: OrderTax[]; parts: number[][] };

type Rate = TaxSettings['rates'][number];
type TaxedLine = { amount: number; rates: Rate[] };

/**
 * Computes the taxes of lines. Prices that include tax contain `rate / (100 + all rates)` of it; otherwise each rate is added to them.
 *
 * Rounding is half up, per line or once for the order. What is rounded for the order is split over its lines by the largest remainder.
 * Where prices include several taxes, their sum is rounded and then split over them, so that a price never contains more tax than itself.
 *
 * @param zoneId whose rates apply; without it nothing is taxed
 */
export const taxLines = (lines: readonly Taxable[], settings: TaxSettings, zoneId: string | undefined): Taxes => {
  const inZone = settings.rates.filter((rate) => rate.zoneId === zoneId);
  const taxed = lines.map(({ amount, taxCategory }) => ({
    amount,
    rates: inZone.filter((rate) => rate.taxCategory === taxCategory),
  }));
  const kinds = kindsOf(taxed);
  const parts = settings.pricesIncludeTax
    ? includedParts(taxed, kinds, settings.rounding)
    : addedParts(taxed, kinds, settings.rounding);
  const entries = kinds.map(({ label, percent, key }, kind) => {
    const bases = taxed.map(({ amount, rates }, line) => {
      if (!rates.some((rate) => keyOf(rate) === key)) return 0;
      return settings.pricesIncludeTax ? amount - sumOf(parts[line] ?? []) : amount;
    });
    return {
      label,
      rate: percent,
      base: sumOf(bases),
      amount: sumOf(parts.map((ofLine) => ofLine[kind] ?? 0)),
      included: settings.pricesIncludeTax,
    };
  });
  return { entries, parts };
};

/** Rates with the same label and percentage form one entry, even if they apply to different categories. */
type Kind = { key: string; label: string; percent: number };

const keyOf = ({ label, percent }: Pick<Rate, 'label' | 'percent'>): string => `${percent} ${label}`;

const kindsOf = (lines: TaxedLine[]): Kind[] => {
  const kinds = new Map<string, Kind>();
  for (const rate of lines.flatMap(({ rates }) => rates)) {
    kinds.set(keyOf(rate), { key: keyOf(rate), label: rate.label, percent: rate.percent });
  }
  return [...kinds.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
};

/** The percentage of a kind that applies to a line, in the units of `percentUnits`; 0 where it does not. */
const unitsOf = ({ rates }: TaxedLine, { key }: Kind): bigint => {
  const rate = rates.find((one) => keyOf(one) === key);
  return rate ? percentUnits(rate.percent) : 0n;
};

const addedParts = (lines: TaxedLine[], kinds: Kind[], rounding: TaxSettings['rounding']): number[][] => {
  const byKind = kinds.map((kind) => {
    const exact = lines.map((line) => BigInt(line.amount) * unitsOf(line, kind));
    if (rounding === 'line') return exact.map((tax) => Number(divideHalfUp(tax, WHOLE)));
    const whole = exact.reduce((sum, tax) => sum + tax, 0n);
    return splitAmount(Number(divideHalfUp(whole, WHOLE)), exact);
  });
  return lines.map((_, line) => byKind.map((taxes) => taxes[line] ?? 0));
};

const includedParts = (lines: TaxedLine[], kinds: Kind[], rounding: TaxSettings['rounding']): number[][] => {
  const units = lines.map((line) => kinds.map((kind) => unitsOf(line, kind)));
  const parts = lines.map(() => kinds.map(() => 0));
  for (const group of groupedBy(units.map(String))) {
    const rates = units[group[0] ?? 0] ?? [];
    const whole = rates.reduce((sum, rate) => sum + rate, 0n);
    const exact = group.map((line) => BigInt(lines[line]?.amount ?? 0) * whole);
    const taxes =
      rounding === 'line'
        ? exact.map((tax) => Number(divideHalfUp(tax, WHOLE + whole)))
        : splitAmount(
            Number(
              divideHalfUp(
                exact.reduce((sum, tax) => sum + tax, 0n),
                WHOLE + whole,
              ),
            ),
            exact,
          );
    for (const [position, ofKinds] of splitOverRates(taxes, rates).entries()) parts[group[position] ?? 0] = ofKinds;
  }
  return parts;
};

/** Positions of equal keys. */
const groupedBy = (keys: string[]): number[][] => {
  const groups = new Map<string, number[]>();
  for (const [position, key] of keys.entries()) groups.set(key, [...(groups.get(key) ?? []), position]);
  return [...groups.values()];
};

/**
 * Splits the tax of each line over the rates that make it up. What rounding leaves out of a rate on one line it makes up on the next, so
 * that the sums are right, too.
 */
const splitOverRates = (taxes: number[], rates: bigint[]): number[][] => {
  const whole = rates.reduce((sum, rate) => sum + rate, 0n);
  const given = rates.map(() => 0n);
  let taxed = 0n;
  return taxes.map((tax) => {
    taxed += BigInt(tax);
    const due = rates.map((rate, index) => rate * taxed - (given[index] ?? 0n) * whole);
    const split = splitAmount(
      tax,
      due.map((amount) => (amount > 0n ? amount : 0n)),
    );
    for (const [index, part] of split.entries()) given[index] = (given[index] ?? 0n) + BigInt(part);
    return split;
  });
};
