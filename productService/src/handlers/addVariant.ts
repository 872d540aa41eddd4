import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { addVariant } from '../product/changeVariants.ts';
import { ownDetailedProduct } from '../product/productViews.ts';
import { addVariantRoute } from '../product/variantRoutes.ts';

/** Adds a variant to a product, and returns the product as its seller sees it. */
export const handler = httpHandler(addVariantRoute, async ({ path, body, caller, idempotencyKey }) =>
  respond(ownDetailedProduct(await addVariant(caller, path.id, body, idempotencyKey))),
);
