import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { changeImage } from '../picture/changeImages.ts';
import { changeImageRoute } from '../picture/imageRoutes.ts';
import { ownDetailedProduct } from '../product/productViews.ts';

/** Changes what is said about an image of a product, or its place, and returns the product as its seller sees it. */
export const handler = httpHandler(changeImageRoute, async ({ path, body, caller, idempotencyKey }) =>
  respond(ownDetailedProduct(await changeImage(caller, path, body, idempotencyKey))),
);
