import { log } from '@ecommerce/shared/log.ts';
import { listApproved } from './productListsStore.ts';
import { touchProduct } from './productUpdateStore.ts';

const PAGE = 100;

/**
 * Has every product on sale written to the search index anew, by touching its row: the table's stream does the rest, in order with all
 * other changes. For products that are older than the index, and for changes that ended as dead letters.
 *
 * @returns how many were touched
 */
export const reindexProducts = async (): Promise<{ touched: number }> => {
  let touched = 0;
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await listApproved({ limit: PAGE, cursor });
    const done = await Promise.all(items.map(({ id }) => touchProduct(id, new Date())));
    touched += done.filter(Boolean).length;
    cursor = nextCursor;
  } while (cursor !== undefined);
  log.info('products touched for the search index', { touched });
  return { touched };
};
