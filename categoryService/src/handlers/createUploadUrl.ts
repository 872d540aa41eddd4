import { randomUUID } from 'node:crypto';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { createUploadUrl } from '@ecommerce/shared/imageUploads.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { newCategory } from '../category.ts';
import { createUploadUrlRoute } from '../categoryRoutes.ts';
import { putCategory } from '../categoryStore.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/** Creates a category that waits for its image, and returns the upload URL. */
export const handler = httpHandler(
  createUploadUrlRoute,
  async ({ body }) => {
    const category = newCategory({ ...body, id: randomUUID(), now: new Date() });
    await putCategory(category);
    return respond({ uploadUrl: await createUploadUrl({ ...category, bucket: IMAGE_BUCKET }), id: category.id });
  },
  rateLimit(createUploadUrlRoute),
);
