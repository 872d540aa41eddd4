import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { removeVariant } from '../product/changeVariants.ts';
import { ownDetailedProduct } from '../product/productViews.ts';
import { deleteVariantRoute } from '../product/variantRoutes.ts';

/** Removes a variant of a product with its stock, and returns the product as its seller sees it. */
export const handler = httpHandler(deleteVariantRoute, async ({ path, caller }) =>
  respond(ownDetailedProduct(await removeVariant(caller, path))),
);
