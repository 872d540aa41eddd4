import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { cacheable, httpHandler } from '@ecommerce/shared/http.ts';
import * as z from 'zod';
import { listApproved } from '../productListsStore.ts';
import { publicProduct, STOCK_MAX_AGE_SECONDS } from '../productViews.ts';

/** `GET /products` → 200 `{ products, nextCursor? }`: what is on sale, newest first. */
export const handler = httpHandler({ query: z.strictObject(pageParameters()) }, async ({ query }) => {
  const { items, nextCursor } = await listApproved(query);
  return cacheable({ products: items.map(publicProduct), nextCursor }, STOCK_MAX_AGE_SECONDS);
});
