import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { SHOP_CURRENCY } from '@ecommerce/shared/shopCurrency.ts';
import { publicProduct } from '../product/productViews.ts';
import { searchProducts } from '../search/searchProducts.ts';
import { withMinorUnitPrices } from '../search/searchQuery.ts';
import { listProductsRoute } from '../search/searchRoutes.ts';

/** Returns a page of the products on sale that match the search. */
export const handler = httpHandler(listProductsRoute, async ({ query: { limit, cursor, ...search } }) => {
  const { items, nextCursor } = await searchProducts(withMinorUnitPrices(search, SHOP_CURRENCY), { limit, cursor });
  return respond({ products: items.map(publicProduct), nextCursor });
});
