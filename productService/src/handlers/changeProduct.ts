import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { createUploadUrl } from '@ecommerce/shared/imageUploads.ts';
import { changeProduct } from '../product/changeProduct.ts';
import { changeProductRoute } from '../product/productRoutes.ts';
import { ownDetailedProduct } from '../product/productViews.ts';

const { IMAGE_BUCKET: bucket } = readEnvironment({ IMAGE_BUCKET: name });

/** Changes a product and returns it as its seller sees it, with `uploadUrl` for a new image. */
export const handler = httpHandler(changeProductRoute, async ({ path: { id }, body, caller, idempotencyKey }) => {
  const { product, upload } = await changeProduct(caller, id, body, idempotencyKey);
  const uploadUrl = upload && (await createUploadUrl({ bucket, id, ...upload }));
  return respond({ ...ownDetailedProduct(product), uploadUrl });
});
