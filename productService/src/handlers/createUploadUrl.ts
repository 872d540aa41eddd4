import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { createUploadUrl } from '@ecommerce/shared/imageUploads.ts';
import { chooseLanguage } from '@ecommerce/shared/languages/language.ts';
import { SHOP_CURRENCY } from '@ecommerce/shared/shopCurrency.ts';
import { offerProduct } from '../offer/offerProduct.ts';
import { createUploadUrlRoute } from '../offer/offerRoutes.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/** Creates a product that waits for its image, and returns the upload URL. */
export const handler = httpHandler(createUploadUrlRoute, async ({ body, caller, headers, idempotencyKey }) => {
  const locale = chooseLanguage(caller.locale, headers['accept-language']);
  const offered = await offerProduct(caller, body, { currency: SHOP_CURRENCY, locale, idempotencyKey });
  const { id, fileName = body.fileName } = offered;
  return respond({ uploadUrl: await createUploadUrl({ bucket: IMAGE_BUCKET, id, fileName }), id });
});
