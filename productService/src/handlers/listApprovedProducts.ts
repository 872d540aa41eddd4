import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listApproved } from '../product/productListsStore.ts';
import { listApprovedProductsRoute } from '../product/productRoutes.ts';
import { approvedProductJson } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';

/** Returns a page of the products on sale, in DynamoDB's JSON. */
export const handler = httpHandler(listApprovedProductsRoute, async ({ query }) => {
  const { items, nextCursor } = await withStock(await listApproved(query));
  return respond({ products: items.map(approvedProductJson), nextCursor });
});
