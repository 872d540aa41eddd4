import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { listPending } from '../product/productListsStore.ts';
import { PageQuery } from '../product/productRequests.ts';
import { pendingProduct } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';

/** `GET /products/pending` (staff) → 200 `{ products, nextCursor? }`: what waits for a decision, the oldest first. */
export const handler = httpHandler({ query: PageQuery, auth: 'staff' }, async ({ query }) => {
  const { items, nextCursor } = await withStock(await listPending(query));
  return ok({ products: items.map(pendingProduct), nextCursor });
});
