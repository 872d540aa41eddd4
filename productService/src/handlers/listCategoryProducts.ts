import { cacheable, httpHandler } from '@ecommerce/shared/http.ts';
import { listApprovedOfCategory } from '../product/productListsStore.ts';
import { CategoryPath, PageQuery } from '../product/productRequests.ts';
import { publicProduct, STOCK_MAX_AGE_SECONDS } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';

/** `GET /categories/{name}` → 200 `{ products, nextCursor? }`: what is on sale in one category, newest first; none is no error. */
export const handler = httpHandler({ path: CategoryPath, query: PageQuery }, async ({ path, query }) => {
  const { items, nextCursor } = await withStock(await listApprovedOfCategory(path.name, query));
  return cacheable({ products: items.map(publicProduct), nextCursor }, STOCK_MAX_AGE_SECONDS);
});
