import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { ownDetailedProduct } from '../product/productViews.ts';
import { restoreProduct } from '../status/changeStatus.ts';
import { restoreProductRoute } from '../status/statusRoutes.ts';

/** Restores an archived product, and returns it as its seller sees it. */
export const handler = httpHandler(restoreProductRoute, async ({ path: { id }, caller }) =>
  respond(ownDetailedProduct(await restoreProduct(caller, id))),
);
