import { BATCH_GET_KEYS } from '@ecommerce/shared/batchGet.ts';
import type { Page, PageRequest } from '@ecommerce/shared/dynamodb.ts';
import type { ApprovedProduct, StockedProduct } from '../product/product.ts';
import { listApproved, listApprovedOfCategory } from '../product/productListsStore.ts';
import { getProducts } from '../product/productStore.ts';
import { withStock } from '../product/stockStore.ts';
import { productIdAt } from './indexEntries.ts';
import { type Place, placeOf, queryEntries } from './searchIndexStore.ts';
import {
  cursorOf,
  entryQueryOf,
  isPlainList,
  listKeyOf,
  matches,
  type ProductSearch,
  placeAt,
  withoutListKey,
} from './searchQuery.ts';

/**
 * The most that one page examines, however large the catalogue. The page may then be shorter than requested, with a cursor for the rest.
 */
const MOST_ENTRIES = 500;
const MOST_PRODUCTS = 200;

/** If some may not match: the number of entries examined first, and the fewest products read at once. */
const FIRST_ENTRIES = 100;
const FEWEST_PRODUCTS = 25;

/**
 * Returns one page of the products on sale that match a search now. The index only finds candidates; each product's current row is
 * compared with the search again.
 *
 * @throws DomainError INVALID_INPUT for an invalid cursor or one of another search
 */
export const searchProducts = async (
  search: ProductSearch,
  { limit, cursor }: PageRequest,
): Promise<Page<StockedProduct<ApprovedProduct>>> => {
  const own = cursor === undefined ? undefined : withoutListKey(cursor, search);
  const found = isPlainList(search)
    ? await plainList(search.category, { limit, cursor: own })
    : await indexedList(search, { limit, cursor: own });
  const { items, nextCursor } = await withStock(found);
  return { items, ...(nextCursor === undefined ? {} : { nextCursor: `${listKeyOf(search)}.${nextCursor}` }) };
};

const plainList = (category: string | undefined, page: PageRequest): Promise<Page<ApprovedProduct>> =>
  category === undefined ? listApproved(page) : listApprovedOfCategory(category, page);

const indexedList = async (search: ProductSearch, { limit, cursor }: PageRequest): Promise<Page<ApprovedProduct>> => {
  const query = entryQueryOf(search);
  const found = new Map<string, ApprovedProduct>();
  let after: Place | undefined = cursor === undefined ? undefined : placeAt(cursor, query);
  let entriesLeft = MOST_ENTRIES;
  let productsLeft = MOST_PRODUCTS;
  do {
    const most = entriesLeft === MOST_ENTRIES ? FIRST_ENTRIES : entriesLeft;
    const { entries, examined, next } = await queryEntries(query, {
      limit: query.filtered || query.wordsLeft ? most : limit - found.size,
      after,
    });
    entriesLeft -= examined;
    for (let start = 0; start < entries.length; ) {
      const wanted = limit - found.size;
      const size = Math.min(
        query.wordsLeft ? Math.max(FEWEST_PRODUCTS, 2 * wanted) : wanted,
        BATCH_GET_KEYS,
        productsLeft,
      );
      const some = entries.slice(start, start + size);
      productsLeft -= some.length;
      const products = await productsAt(some.map(({ position }) => position));
      for (const entry of some) {
        start += 1;
        after = placeOf(entry, query.sort);
        const product = products.get(entry.position);
        if (product && matches(product, search)) found.set(product.id, product);
        if (found.size === limit) break;
      }
      if (found.size === limit || productsLeft === 0)
        return pageOf(found, start < entries.length || next ? after : undefined);
    }
    after = next;
  } while (after && entriesLeft > 0);
  return pageOf(found, after);
};

const productsAt = async (positions: string[]): Promise<Map<string, ApprovedProduct>> => {
  const products = await getProducts(positions.map(productIdAt));
  return new Map(products.map((product) => [`${product.createdAt}#${product.id}`, product as ApprovedProduct]));
};

const pageOf = (found: Map<string, ApprovedProduct>, next: Place | undefined): Page<ApprovedProduct> => ({
  items: [...found.values()],
  ...(next ? { nextCursor: cursorOf(next) } : {}),
});
