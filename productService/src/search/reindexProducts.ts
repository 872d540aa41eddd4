import { log } from '@ecommerce/shared/log.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import { listApproved } from '../product/productListsStore.ts';
import { getProducts } from '../product/productStore.ts';
import { idsIn } from '../searchEngine/searchIndex.ts';
import { indexProducts } from './indexProducts.ts';
import { loadIndex } from './indexReader.ts';

const PAGE = 100;

/** How many products one run indexed and, if there are more, the cursor to continue from. */
export type Reindexed = { indexed: number; nextCursor?: string };

/** A cursor of the second half: what is in the index and no longer on sale. The id of the last product that was looked at follows. */
const SECOND_HALF = 'gone.';

/**
 * Indexes all products on sale, then takes what is no longer on sale out of the index. Needed for products that are older than the index,
 * and for changes that ended as dead letters. May run beside all other changes. A run ends when all is done, after the deadline, or when a
 * page fails.
 *
 * @param start the cursor of the previous run; if absent, starts from the beginning
 * @param deadline in epoch milliseconds; after it, no page starts
 * @throws Error if the first page fails: Lambda then retries the run, which has made no progress
 */
export const reindexProducts = async (start: string | undefined, deadline: number): Promise<Reindexed> => {
  let indexed = 0;
  let cursor = start;
  do {
    try {
      const page = await throughPage(cursor, deadline);
      indexed += page.indexed;
      cursor = page.nextCursor;
    } catch (error) {
      if (cursor === start) throw error;
      log.error('page of products not indexed: the next run continues from there', { error, cursor });
      break;
    }
  } while (cursor !== undefined && Date.now() < deadline);
  log.info('products indexed again', { indexed, nextCursor: cursor });
  return { indexed, ...(cursor === undefined ? {} : { nextCursor: cursor }) };
};

const throughPage = (cursor: string | undefined, deadline: number): Promise<Reindexed> =>
  cursor?.startsWith(SECOND_HALF)
    ? removePage(cursor.slice(SECOND_HALF.length), deadline)
    : indexPage(cursor, deadline);

const indexPage = async (cursor: string | undefined, deadline: number): Promise<Reindexed> => {
  const { items, nextCursor } = await throughOutages(() => listApproved({ limit: PAGE, cursor }), deadline);
  const failed = await throughOutages(() => indexProducts(items.map(({ id }) => id)), deadline);
  for (const [id, error] of failed) log.error('product not indexed', { id, error });
  return { indexed: items.length - failed.size, nextCursor: nextCursor ?? SECOND_HALF };
};

/** Looks at indexed products in the order of their ids until a page of them is no longer on sale, or all were looked at. */
const removePage = async (after: string, deadline: number): Promise<Reindexed> => {
  const { index } = await throughOutages(loadIndex, deadline);
  const ids = idsIn(index)
    .filter((id) => id > after)
    .sort();
  const gone: string[] = [];
  let seen = 0;
  do {
    const some = ids.slice(seen, seen + PAGE);
    const rows = await throughOutages(() => (some.length > 0 ? getProducts(some) : Promise.resolve([])), deadline);
    const onSale = new Set(rows.filter(({ status }) => status === 'approved').map(({ id }) => id));
    gone.push(...some.filter((id) => !onSale.has(id)));
    seen += some.length;
  } while (seen < ids.length && gone.length < PAGE && Date.now() < deadline);
  if (gone.length > 0) await throughOutages(() => indexProducts(gone), deadline);
  return {
    indexed: gone.length,
    ...(seen < ids.length ? { nextCursor: `${SECOND_HALF}${ids[seen - 1] ?? after}` } : {}),
  };
};
