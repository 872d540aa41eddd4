import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { SHOP_CURRENCY } from '@ecommerce/shared/shopCurrency.ts';
import { branchOf } from '../category/categoryTreeStore.ts';
import { getStockedProducts } from '../product/productStore.ts';
import { publicProduct } from '../product/productViews.ts';
import { countProducts, searchProducts } from '../search/searchProducts.ts';
import { withMinorUnitPrices } from '../search/searchQuery.ts';
import { listProductsRoute } from '../search/searchRoutes.ts';

/** Returns a page of the products on sale that match the search, or those with the given ids. */
export const handler = httpHandler(listProductsRoute, async ({ query: { ids, limit, cursor, facets, ...search } }) => {
  if (ids !== undefined) {
    const products = (await getStockedProducts(ids)).filter(({ status }) => status === 'approved');
    return respond({ products: products.map(publicProduct) });
  }
  const { category } = search;
  const categories = category === undefined ? undefined : await branchOf(category);
  const wanted = { ...withMinorUnitPrices(search, SHOP_CURRENCY), categories };
  const { items, nextCursor } = await searchProducts(wanted, { limit, cursor });
  return respond({ products: items, nextCursor, ...(facets ? await countProducts(wanted) : {}) });
});
