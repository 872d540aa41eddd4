import { cacheable, httpHandler } from '@ecommerce/shared/http.ts';
import { listApproved } from '../product/productListsStore.ts';
import { ApprovedProductsQuery } from '../product/productRequests.ts';
import { approvedProductJson, STOCK_MAX_AGE_SECONDS } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';

/** `GET /approve-products` → 200 `{ products, nextCursor? }`, each product in DynamoDB's JSON. */
export const handler = httpHandler({ query: ApprovedProductsQuery }, async ({ query }) => {
  const { items, nextCursor } = await withStock(await listApproved(query));
  return cacheable({ products: items.map(approvedProductJson), nextCursor }, STOCK_MAX_AGE_SECONDS);
});
