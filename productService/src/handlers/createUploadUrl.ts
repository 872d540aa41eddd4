import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { createUploadUrl } from '@ecommerce/shared/imageUploads.ts';
import { offerProduct } from '../offer/offerProduct.ts';
import { CreateUploadUrlBody } from '../offer/productOffer.ts';
import { SHOP_CURRENCY } from '../product/shopCurrency.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/** `POST /get-upload-url` (JWT, `Idempotency-Key`) → 200 `{ uploadUrl, id }`: the product waits for its image from now on. */
export const handler = httpHandler(
  { body: CreateUploadUrlBody, auth: 'customer' },
  async ({ body, caller, idempotencyKey }) => {
    const { id, fileName } = await offerProduct(caller, body, { currency: SHOP_CURRENCY, idempotencyKey });
    return ok({ uploadUrl: await createUploadUrl({ bucket: IMAGE_BUCKET, id, fileName }), id });
  },
);
