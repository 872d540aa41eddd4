import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import type { ProductRecord } from '../product/productRecords.ts';
import { cleanUpAfter, concernsIndex } from './cleanUpAfter.ts';
import { indexProducts } from './indexProducts.ts';

/** A product's writes that could not be followed, and why. */
type Failure = { record: ProductRecord; error: unknown };

/**
 * Brings the index up to date after writes of products, all in one change, and cleans up after each.
 *
 * @param bucket the bucket of published images
 * @param deadline in epoch milliseconds; until then, outages are waited out
 */
export const followProducts = async (
  records: ProductRecord[],
  bucket: string,
  deadline: number,
): Promise<Failure[]> => {
  const notIndexed = await indexChanged(records, deadline);
  const follow = async (record: ProductRecord) => {
    if (notIndexed.has(record.id)) throw notIndexed.get(record.id);
    await throughOutages(() => cleanUpAfter(record, bucket), deadline);
  };
  const results = await Promise.allSettled(records.map(follow));
  return records.flatMap((record, position) => {
    const result = results[position];
    return result?.status === 'rejected' ? { record, error: result.reason } : [];
  });
};

/** Returns the products that could not be indexed, each with the reason: all of them, if the index could not be changed. */
const indexChanged = async (records: ProductRecord[], deadline: number): Promise<Map<string, unknown>> => {
  const ids = records.filter(concernsIndex).map(({ id }) => id);
  try {
    return ids.length > 0 ? await throughOutages(() => indexProducts(ids), deadline) : new Map();
  } catch (error) {
    return new Map(ids.map((id) => [id, error]));
  }
};
