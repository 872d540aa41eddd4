import { cacheable, httpHandler } from '@ecommerce/shared/http.ts';
import { listApproved } from '../productListsStore.ts';
import { PageQuery } from '../productRequests.ts';
import { publicProduct, STOCK_MAX_AGE_SECONDS } from '../productViews.ts';

/** `GET /products` → 200 `{ products, nextCursor? }`: what is on sale, newest first. */
export const handler = httpHandler({ query: PageQuery }, async ({ query }) => {
  const { items, nextCursor } = await listApproved(query);
  return cacheable({ products: items.map(publicProduct), nextCursor }, STOCK_MAX_AGE_SECONDS);
});
