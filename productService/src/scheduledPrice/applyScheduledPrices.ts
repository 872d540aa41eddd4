import { log } from '@ecommerce/shared/log.ts';
import { getProduct } from '../product/productStore.ts';
import { writeChange } from '../product/productUpdateStore.ts';
import { dueProducts } from './duePriceStore.ts';
import { planScheduledPrices } from './planScheduledPrices.ts';

/** How often a product's change is planned again after another write came first. */
const ATTEMPTS = 5;

/**
 * Gives all variants the prices that are scheduled for now, those whose time came the longest ago first. May run twice at the same time. A
 * product that fails does not stop the others: failures are thrown at the end, and the next run meets them again.
 *
 * @param deadline in epoch milliseconds; after it, no page starts: what is left is the next run's
 * @returns how many products were changed
 */
export const applyScheduledPrices = async (deadline: number): Promise<number> => {
  const failures: unknown[] = [];
  let changed = 0;
  for await (const ids of dueProducts(new Date())) {
    for (const result of await Promise.allSettled(ids.map(applyTo))) {
      if (result.status === 'rejected') failures.push(result.reason);
      else if (result.value) changed += 1;
    }
    if (Date.now() > deadline) break;
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `The prices of ${failures.length} products were not changed`);
  return changed;
};

/** Returns whether the product was changed. */
const applyTo = async (id: string): Promise<boolean> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const product = await getProduct(id, { consistent: true });
    const change = product && planScheduledPrices(product, new Date());
    if (!change) return false;
    const { updated } = await writeChange(product, change);
    if (updated) log.info('scheduled prices changed', { id });
    if (updated) return true;
  }
  throw new Error(`Other writes to the product ${id} came first each time.`);
};
