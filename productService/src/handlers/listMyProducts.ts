import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listOfSeller } from '../product/productListsStore.ts';
import { listMyProductsRoute } from '../product/productRoutes.ts';
import { ownProduct } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';

/** Returns a page of the caller's own products with their status, newest first. */
export const handler = httpHandler(listMyProductsRoute, async ({ caller, query }) => {
  const { items, nextCursor } = await withStock(await listOfSeller(caller.userId, query));
  return respond({ products: items.map(ownProduct), nextCursor });
});
