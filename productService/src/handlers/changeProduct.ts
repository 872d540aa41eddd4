import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { createUploadUrl } from '@ecommerce/shared/imageUploads.ts';
import { changeProduct } from '../product/changeProduct.ts';
import { PatchProductBody } from '../product/productChange.ts';
import { ownProduct } from '../product/productViews.ts';

const { IMAGE_BUCKET: bucket } = readEnvironment({ IMAGE_BUCKET: name });

/** `PATCH /products/{id}` (JWT, the seller's own, `Idempotency-Key`) → 200 the product as its seller sees it, with `uploadUrl` for a new image. */
export const handler = httpHandler(
  { path: PathId, body: PatchProductBody, auth: 'customer' },
  async ({ path: { id }, body, caller, idempotencyKey }) => {
    const { product, upload } = await changeProduct(caller, id, body, idempotencyKey);
    const uploadUrl = upload && (await createUploadUrl({ bucket, id, ...upload }));
    return ok({ ...ownProduct(product), uploadUrl });
  },
);
