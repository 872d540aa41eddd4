import { randomUUID } from 'node:crypto';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { createUploadUrl, uploadAudience } from '@ecommerce/shared/imageUploads.ts';
import { uploadLimit } from '@ecommerce/shared/uploadLimit.ts';
import { CreateUploadUrlBody, newCategory } from '../category.ts';
import { putCategory } from '../categoryStore.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/** `POST /upload-url` → 200 `{ uploadUrl, id }`: the category waits for its image from now on. */
export const handler = httpHandler(
  { body: CreateUploadUrlBody, auth: uploadAudience(), rateLimit: uploadLimit },
  async ({ body }) => {
    const category = newCategory({ ...body, id: randomUUID(), now: new Date() });
    await putCategory(category);
    return ok({ uploadUrl: await createUploadUrl({ ...category, bucket: IMAGE_BUCKET }), id: category.id });
  },
);
