import { randomUUID } from 'node:crypto';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { createUploadUrl } from '@ecommerce/shared/imageUploads.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { createUploadUrlRoute } from '../bannerRoutes.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/** Returns the upload URL of a new banner. */
export const handler = httpHandler(
  createUploadUrlRoute,
  async ({ body }) => {
    const id = randomUUID();
    return respond({ uploadURL: await createUploadUrl({ bucket: IMAGE_BUCKET, id, fileName: body.fileName }), id });
  },
  rateLimit(createUploadUrlRoute),
);
