import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import { announceLowStock } from '../lowStock/announceLowStock.ts';
import { announceChanges } from '../stockEvents/announceChanges.ts';
import { announceStock } from './announceStock.ts';
import type { StockRecords } from './stockRecords.ts';

/** A variant of which something could not be told, and why. */
type Failure = { variant: StockRecords; error: unknown };

/**
 * Tells customers, staff and subscribers about changes of stock, each independently of the others.
 *
 * @param deadline in epoch milliseconds; until then, outages are waited out
 */
export const announceVariants = async (variants: StockRecords[], deadline: number): Promise<Failure[]> => {
  const published = throughOutages(() => announceChanges(variants.flatMap(({ changed }) => changed ?? [])), deadline);
  const announce = async (variant: StockRecords) => {
    await announceLowStock(variant.falls);
    await announceStock(variant);
  };
  const results = await Promise.allSettled([
    ...variants.map((variant) => throughOutages(() => announce(variant), deadline)),
    published,
  ]);
  const errorOf = (position: number): unknown => {
    const result = results.at(position);
    return result?.status === 'rejected' ? result.reason : undefined;
  };
  return variants.flatMap((variant, position) => {
    const error = errorOf(position) ?? (variant.changed && errorOf(-1));
    return error === undefined ? [] : { variant, error };
  });
};
