import { cacheable, httpHandler } from '@ecommerce/shared/http.ts';
import { publicProduct, STOCK_MAX_AGE_SECONDS } from '../product/productViews.ts';
import { SHOP_CURRENCY } from '../product/shopCurrency.ts';
import { searchProducts } from '../search/searchProducts.ts';
import { ProductsQuery, withMinorUnitPrices } from '../search/searchQuery.ts';

/** `GET /products` → 200 `{ products, nextCursor? }`: what is on sale and matches, in the order asked for. */
export const handler = httpHandler({ query: ProductsQuery }, async ({ query: { limit, cursor, ...search } }) => {
  const { items, nextCursor } = await searchProducts(withMinorUnitPrices(search, SHOP_CURRENCY), { limit, cursor });
  return cacheable({ products: items.map(publicProduct), nextCursor }, STOCK_MAX_AGE_SECONDS);
});
