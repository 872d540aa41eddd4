import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listApprovedOfBranch } from '../category/branchListStore.ts';
import { branchOf } from '../category/categoryTreeStore.ts';
import { listCategoryProductsRoute } from '../product/productRoutes.ts';
import { publicProduct } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';

/** Returns a page of the products on sale in a category and those below it, newest first. */
export const handler = httpHandler(listCategoryProductsRoute, async ({ path, query }) => {
  const { items, nextCursor } = await withStock(await listApprovedOfBranch(await branchOf(path.name), query));
  return respond({ products: items.map(publicProduct), nextCursor });
});
