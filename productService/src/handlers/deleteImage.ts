import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { removeImage } from '../picture/changeImages.ts';
import { deleteImageRoute } from '../picture/imageRoutes.ts';
import { ownDetailedProduct } from '../product/productViews.ts';

/** Removes an image of a product, and returns the product as its seller sees it. */
export const handler = httpHandler(deleteImageRoute, async ({ path, caller }) =>
  respond(ownDetailedProduct(await removeImage(caller, path))),
);
