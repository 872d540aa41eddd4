import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listByStatus } from '../product/productListsStore.ts';
import { ownProduct } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';
import { listProductsByStatusRoute } from '../status/statusRoutes.ts';

/** Returns a page of all sellers' products with a status, newest first. */
export const handler = httpHandler(listProductsByStatusRoute, async ({ query: { status, ...page } }) => {
  const { items, nextCursor } = await withStock(await listByStatus(status, page));
  return respond({ products: items.map(ownProduct), nextCursor });
});
