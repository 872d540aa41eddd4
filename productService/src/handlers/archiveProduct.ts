import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { ownDetailedProduct } from '../product/productViews.ts';
import { archiveProduct } from '../status/changeStatus.ts';
import { archiveProductRoute } from '../status/statusRoutes.ts';

/** Archives a product, which takes it off sale, and returns it as its seller sees it. */
export const handler = httpHandler(archiveProductRoute, async ({ path: { id }, caller }) =>
  respond(ownDetailedProduct(await archiveProduct(caller, id))),
);
