import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { listOfSeller } from '../product/productListsStore.ts';
import { PageQuery } from '../product/productRequests.ts';
import { ownProduct } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';

/** `GET /my-products` (JWT) → 200 `{ products, nextCursor? }`: the caller's own, with their status, newest first. */
export const handler = httpHandler({ query: PageQuery, auth: 'customer' }, async ({ caller, query }) => {
  const { items, nextCursor } = await withStock(await listOfSeller(caller.userId, query));
  return ok({ products: items.map(ownProduct), nextCursor });
});
