import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { ownDetailedProduct } from '../product/productViews.ts';
import { submitProduct } from '../status/changeStatus.ts';
import { submitProductRoute } from '../status/statusRoutes.ts';

/** Submits a draft for an admin’s decision, and returns it as its seller sees it. */
export const handler = httpHandler(submitProductRoute, async ({ path: { id }, caller }) =>
  respond(ownDetailedProduct(await submitProduct(caller, id))),
);
