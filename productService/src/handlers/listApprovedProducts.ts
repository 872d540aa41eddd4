import { cacheable, httpHandler } from '@ecommerce/shared/http.ts';
import { listApproved } from '../productListsStore.ts';
import { ApprovedProductsQuery } from '../productRequests.ts';
import { approvedProductJson, STOCK_MAX_AGE_SECONDS } from '../productViews.ts';
import { withStock } from '../stockStore.ts';

/** `GET /approve-products` → 200 `{ products, nextCursor? }`, each product in DynamoDB's JSON. */
export const handler = httpHandler({ query: ApprovedProductsQuery }, async ({ query }) => {
  const { items, nextCursor } = await withStock(await listApproved(query));
  return cacheable({ products: items.map(approvedProductJson), nextCursor }, STOCK_MAX_AGE_SECONDS);
});
