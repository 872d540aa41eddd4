import type { Page, PageRequest } from '@ecommerce/shared/dynamodb.ts';
import { listApprovedOfBranch } from '../category/branchListStore.ts';
import type { ListedProduct } from '../product/listedProduct.ts';
import type { ApprovedProduct } from '../product/product.ts';
import { listApproved } from '../product/productListsStore.ts';
import { publicProduct } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';
import type { Facet } from '../searchEngine/facets.ts';
import { countHits, type Hit, hitFacets, hitsAfter, type Place } from '../searchEngine/findProducts.ts';
import { listedAt } from '../searchEngine/segment.ts';
import { hitsOf } from './hitsOf.ts';
import { createIndexReader } from './indexReader.ts';
import {
  categoriesOf,
  cursorOf,
  isPlainList,
  listKeyOf,
  type ProductSearch,
  placeAt,
  withoutListKey,
} from './searchQuery.ts';
import { createUnitsReader, type UnitsReader } from './unitsReader.ts';

/** The most times that a page reads stock, in place of products that the index had and that are off sale by now. */
const MOST_READS = 10;

type Readers = { readIndex: ReturnType<typeof createIndexReader>; readUnits: UnitsReader };

const READERS: Readers = { readIndex: createIndexReader(), readUnits: createUnitsReader() };

/** A product as a page shows it. */
type ShownProduct = ListedProduct & { quantity: number };

/**
 * Returns one page of the products on sale that match a search. The index says which they are, in which order, and what is shown of them;
 * their stock says how many there are, and whether they are still on sale.
 *
 * @param readers read the index and the stock
 * @throws DomainError INVALID_INPUT for an invalid cursor or one of another search
 */
export const searchProducts = async (
  search: ProductSearch,
  { limit, cursor }: PageRequest,
  readers = READERS,
): Promise<Page<ShownProduct>> => {
  const own = cursor === undefined ? undefined : withoutListKey(cursor, search);
  const page = isPlainList(search)
    ? await shown(await plainList(search, { limit, cursor: own }))
    : await indexedList(search, { limit, cursor: own }, readers);
  const { items, nextCursor } = page;
  return { items, ...(nextCursor === undefined ? {} : { nextCursor: `${listKeyOf(search)}.${nextCursor}` }) };
};

/** Returns how many products match a search, and how many of them have each category, option and attribute. */
export const countProducts = async (
  search: ProductSearch,
  { readIndex } = READERS,
): Promise<{ facets: Facet[]; total: number }> => {
  const hits = hitsOf(await readIndex(), search);
  return { facets: hitFacets(hits), total: countHits(hits) };
};

const shown = async (page: Page<ApprovedProduct>): Promise<Page<ShownProduct>> => {
  const { items, ...rest } = await withStock(page);
  return { ...rest, items: items.map(publicProduct) };
};

const plainList = (search: ProductSearch, page: PageRequest): Promise<Page<ApprovedProduct>> => {
  const categories = categoriesOf(search);
  return categories === undefined ? listApproved(page) : listApprovedOfBranch(categories, page);
};

const indexedList = async (
  search: ProductSearch,
  { limit, cursor }: PageRequest,
  { readIndex, readUnits }: Readers,
): Promise<Page<ShownProduct>> => {
  let after: Place | undefined = cursor === undefined ? undefined : placeAt(cursor);
  const all = hitsOf(await readIndex(), search);
  const items: ShownProduct[] = [];
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    const wanted = limit - items.length;
    const hits = hitsAfter(all, after, wanted + 1);
    const some = hits.slice(0, wanted);
    items.push(...(await onSale(some, readUnits)));
    after = some.at(-1)?.place;
    if (hits.length <= wanted || !after) return { items };
    if (items.length === limit) break;
  }
  return { items, ...(after ? { nextCursor: cursorOf(after) } : {}) };
};

/** Returns what is shown of those hits that are still on sale. */
const onSale = async (hits: Hit[], readUnits: UnitsReader): Promise<ShownProduct[]> => {
  const units = await readUnits(hits.map(({ place: [, , id] }) => id));
  return hits.flatMap(({ segment, document, place: [, , id] }) => {
    const quantity = units.get(id);
    return quantity === undefined ? [] : { ...(JSON.parse(listedAt(segment, document)) as ListedProduct), quantity };
  });
};
