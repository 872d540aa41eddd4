import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listApprovedOfCategory } from '../product/productListsStore.ts';
import { listCategoryProductsRoute } from '../product/productRoutes.ts';
import { publicProduct } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';

/** Returns a page of the products on sale in one category, newest first. */
export const handler = httpHandler(listCategoryProductsRoute, async ({ path, query }) => {
  const { items, nextCursor } = await withStock(await listApprovedOfCategory(path.name, query));
  return respond({ products: items.map(publicProduct), nextCursor });
});
