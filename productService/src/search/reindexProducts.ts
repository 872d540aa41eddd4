import { log } from '@ecommerce/shared/log.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import { listApproved } from '../product/productListsStore.ts';
import { touchProduct } from '../product/productUpdateStore.ts';

const PAGE = 100;

/** How many products one run touched and, where there are more, the cursor from which to go on. */
export type Reindexed = { touched: number; nextCursor?: string };

/**
 * Has products on sale written to the search index anew, by touching their rows: the table's stream does the rest, in order with all
 * other changes. For products that are older than the index, and for changes that ended as dead letters. Works until all are touched or the
 * time is used up. A page that fails ends the run as well.
 *
 * @param start the cursor of the run before; absent: from the beginning
 * @param deadline in epoch milliseconds; no page begins after it
 * @throws Error when the first page fails: what has no progress to keep is for Lambda to try again
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
      log.error('page of products not touched: going on from there', { error, cursor });
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
