import { randomUUID } from 'node:crypto';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { createUploadUrl, uploadAudience } from '@ecommerce/shared/imageUploads.ts';
import { uploadLimit } from '@ecommerce/shared/uploadLimit.ts';
import { CreateUploadUrlBody } from '../banner.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/** `POST /upload-url` → 200 `{ uploadURL, id }`. */
export const handler = httpHandler(
  { body: CreateUploadUrlBody, auth: uploadAudience(), rateLimit: uploadLimit },
  async ({ body }) => {
    const id = randomUUID();
    return ok({ uploadURL: await createUploadUrl({ bucket: IMAGE_BUCKET, id, fileName: body.fileName }), id });
  },
);
