import { setTimeout as wait } from 'node:timers/promises';
import { backOff } from '@ecommerce/shared/backOff.ts';
import { log } from '@ecommerce/shared/log.ts';
import { outageError } from '@ecommerce/shared/outages.ts';
import type { Product } from '../product/product.ts';
import { getProducts } from '../product/productStore.ts';
import { documentOf } from '../searchEngine/searchDocument.ts';
import type { ProductState } from '../searchEngine/searchIndex.ts';
import { compactIndex } from './compactIndex.ts';
import { addChanges, readManifest } from './searchIndexStore.ts';

/** The most that the states of one change have as JSON, in bytes: under a row's 400 kB even if they cannot be compressed. */
const MOST_BYTES = 350_000;

const TRIES = 20;
const WAITS_MS = { first: 20, longest: 1000 };

/**
 * Brings the index up to date with products, as their rows are now. Idempotent.
 *
 * A change depends on the manifest that was read before the rows: if another change comes in between, the rows are read again. So a later
 * version never has an older state of a product, however many calls run at the same time, and however late one of them is.
 *
 * @returns the products that cannot be indexed, each with the reason; all others are
 * @throws Error `ServiceUnavailable` if other changes are faster every time
 */
export const indexProducts = async (ids: readonly string[]): Promise<Map<string, unknown>> => {
  const failed = new Map<string, unknown>();
  let left = [...ids];
  for (let attempt = 1; left.length > 0; ) {
    const manifest = await readManifest();
    const states = statesOf(left, await getProducts(left, { consistent: true }), failed);
    const some = firstPart(states);
    if (some.length === 0) break;
    if (await addChanges(manifest, some)) {
      log.info('search index changed', { ids: some.map(({ id }) => id) });
      left = states.slice(some.length).map(({ id }) => id);
      attempt = 1;
      continue;
    }
    if (attempt === TRIES) throw outageError(new Error(`other changes of the search index were faster ${TRIES} times`));
    await wait(backOff(attempt, WAITS_MS));
    attempt += 1;
  }
  await compactIndex();
  return failed;
};

const statesOf = (ids: string[], rows: Product[], failed: Map<string, unknown>): ProductState[] => {
  const products = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    try {
      return { id, document: documentOf(products.get(id)) };
    } catch (error) {
      failed.set(id, error);
      return [];
    }
  });
};

/** Returns the first states, as many as fit into a row. */
const firstPart = (states: ProductState[]): ProductState[] => {
  let bytes = 0;
  const end = states.findIndex((state, index) => {
    bytes += Buffer.byteLength(JSON.stringify(state)) + 1;
    return index > 0 && bytes > MOST_BYTES;
  });
  return end === -1 ? states : states.slice(0, end);
};
