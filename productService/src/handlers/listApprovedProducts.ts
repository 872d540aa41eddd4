import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { cacheable, httpHandler } from '@ecommerce/shared/http.ts';
import * as z from 'zod';
import { listApproved } from '../productListsStore.ts';
import { approvedProductJson, STOCK_MAX_AGE_SECONDS } from '../productViews.ts';

/** `GET /approve-products` → 200 `{ products, nextCursor? }`, each product in DynamoDB's JSON. */
export const handler = httpHandler({ query: z.strictObject(pageParameters(100)) }, async ({ query }) => {
  const { items, nextCursor } = await listApproved(query);
  return cacheable({ products: items.map(approvedProductJson), nextCursor }, STOCK_MAX_AGE_SECONDS);
});
