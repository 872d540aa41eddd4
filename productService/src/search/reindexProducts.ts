import { log } from '@ecommerce/shared/log.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import { listApproved } from '../product/productListsStore.ts';
import { touchProduct } from '../product/productUpdateStore.ts';

const PAGE = 100;

/** How many products one run touched and, if there are more, the cursor to continue from. */
export type Reindexed = { touched: number; nextCursor?: string };

/**
 * Writes products on sale to the search index again, by touching their rows: the table's stream does the rest, in order with all other
 * changes. Needed for products that are older than the index, and for changes that ended as dead letters. A run ends when all products
 * are touched, after the deadline, or when a page fails.
 *
 * @param start the cursor of the previous run; if absent, starts from the beginning
 * @param deadline in epoch milliseconds; after it, no page starts
 * @throws Error if the first page fails: Lambda then retries the run, which has made no progress
 */
export const reindexProducts = async (start: string | undefined, deadline: number): Promise<Reindexed> => {
  let touched = 0;
  let cursor = start;
  do {
    try {
      const page = await touchPage(cursor, deadline);
      touched += page.touched;
      cursor = page.nextCursor;
    } catch (error) {
      if (cursor === start) throw error;
      log.error('page of products not touched: the next run continues from there', { error, cursor });
      break;
    }
  } while (cursor !== undefined && Date.now() < deadline);
  log.info('products touched for the search index', { touched, nextCursor: cursor });
  return { touched, ...(cursor === undefined ? {} : { nextCursor: cursor }) };
};

const touchPage = async (cursor: string | undefined, deadline: number): Promise<Reindexed> => {
  const { items, nextCursor } = await throughOutages(() => listApproved({ limit: PAGE, cursor }), deadline);
  const touch = ({ id }: { id: string }) => throughOutages(() => touchProduct(id, new Date()), deadline);
  const done = await Promise.all(items.map(touch));
  return { touched: done.filter(Boolean).length, ...(nextCursor === undefined ? {} : { nextCursor }) };
};
