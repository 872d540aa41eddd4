import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listPending } from '../product/productListsStore.ts';
import { pendingProduct } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';
import { listPendingProductsRoute } from '../review/reviewRoutes.ts';

/** Returns a page of the products that wait for a decision, oldest first. */
export const handler = httpHandler(listPendingProductsRoute, async ({ query }) => {
  const { items, nextCursor } = await withStock(await listPending(query));
  return respond({ products: items.map(pendingProduct), nextCursor });
});
