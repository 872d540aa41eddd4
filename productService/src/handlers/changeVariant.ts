import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { changeVariant } from '../product/changeVariants.ts';
import { ownDetailedProduct } from '../product/productViews.ts';
import { changeVariantRoute } from '../product/variantRoutes.ts';

/** Changes a variant of a product, and returns the product as its seller sees it. */
export const handler = httpHandler(changeVariantRoute, async ({ path, body, caller, idempotencyKey }) =>
  respond(ownDetailedProduct(await changeVariant(caller, path, body, idempotencyKey))),
);
