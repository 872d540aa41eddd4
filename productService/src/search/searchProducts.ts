import type { Page, PageRequest } from '@ecommerce/shared/dynamodb.ts';
import { listApprovedOfBranch } from '../category/branchListStore.ts';
import type { ApprovedProduct, StockedProduct } from '../product/product.ts';
import { listApproved } from '../product/productListsStore.ts';
import { getStockedProducts } from '../product/productStore.ts';
import { withStock } from '../product/stockStore.ts';
import type { Facet } from '../searchEngine/facets.ts';
import { countHits, findHits, hitFacets, type Place, placesAfter } from '../searchEngine/findProducts.ts';
import { createIndexReader } from './indexReader.ts';
import {
  categoriesOf,
  criteriaOf,
  cursorOf,
  isPlainList,
  listKeyOf,
  matches,
  type ProductSearch,
  placeAt,
  withoutListKey,
} from './searchQuery.ts';

/** The most times that a page reads products, in place of those that the index had and that no longer match. */
const MOST_READS = 10;

const readIndex = createIndexReader();

type FoundProduct = StockedProduct<ApprovedProduct>;

/**
 * Returns one page of the products on sale that match a search now. The index says which they are and in which order; what is shown is read
 * from the products' rows.
 *
 * @param read reads the index
 * @throws DomainError INVALID_INPUT for an invalid cursor or one of another search
 */
export const searchProducts = async (
  search: ProductSearch,
  { limit, cursor }: PageRequest,
  read = readIndex,
): Promise<Page<FoundProduct>> => {
  const own = cursor === undefined ? undefined : withoutListKey(cursor, search);
  const page = isPlainList(search)
    ? await withStock(await plainList(search, { limit, cursor: own }))
    : await indexedList(search, { limit, cursor: own }, read);
  const { items, nextCursor } = page;
  return { items, ...(nextCursor === undefined ? {} : { nextCursor: `${listKeyOf(search)}.${nextCursor}` }) };
};

/** Returns how many products match a search, and how many of them have each category, option and attribute. */
export const countProducts = async (
  search: ProductSearch,
  read = readIndex,
): Promise<{ facets: Facet[]; total: number }> => {
  const hits = findHits(await read(), criteriaOf(search));
  return { facets: hitFacets(hits), total: countHits(hits) };
};

const plainList = (search: ProductSearch, page: PageRequest): Promise<Page<ApprovedProduct>> => {
  const categories = categoriesOf(search);
  return categories === undefined ? listApproved(page) : listApprovedOfBranch(categories, page);
};

const indexedList = async (
  search: ProductSearch,
  { limit, cursor }: PageRequest,
  read: typeof readIndex,
): Promise<Page<FoundProduct>> => {
  let after: Place | undefined = cursor === undefined ? undefined : placeAt(cursor);
  const hits = findHits(await read(), criteriaOf(search));
  const items: FoundProduct[] = [];
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    const wanted = limit - items.length;
    const places = placesAfter(hits, after, wanted + 1);
    const some = places.slice(0, wanted);
    items.push(...(await productsAt(some)).filter((product) => matches(product, search)));
    after = some.at(-1);
    if (places.length <= wanted || !after) return { items };
    if (items.length === limit) break;
  }
  return { items, ...(after ? { nextCursor: cursorOf(after) } : {}) };
};

const productsAt = async (places: Place[]): Promise<FoundProduct[]> =>
  (places.length > 0 ? await getStockedProducts(places.map(([, , id]) => id)) : []) as FoundProduct[];
