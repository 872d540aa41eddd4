import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { createUploadUrl } from '@ecommerce/shared/imageUploads.ts';
import { addImage } from '../picture/changeImages.ts';
import { addImageRoute } from '../picture/imageRoutes.ts';

const { IMAGE_BUCKET: bucket } = readEnvironment({ IMAGE_BUCKET: name });

/** Adds an image to a product, and returns its id and its upload URL. */
export const handler = httpHandler(addImageRoute, async ({ path, body, caller, idempotencyKey }) => {
  const upload = await addImage(caller, path.id, body, idempotencyKey);
  return respond({ id: upload.version, uploadUrl: await createUploadUrl({ bucket, ...upload }) });
});
