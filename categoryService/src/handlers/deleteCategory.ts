import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { deleteImage } from '@ecommerce/shared/imageUploads.ts';
import { deleteCategoryRoute } from '../categoryRoutes.ts';
import { deleteCategory } from '../categoryTreeStore.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/** Deletes the row first, so that no listed category lacks its image. */
export const handler = httpHandler(deleteCategoryRoute, async ({ path: { id } }) => {
  const category = await deleteCategory(id);
  if (!category) throw new DomainError('NOT_FOUND', 'There is no such category.');
  await deleteImage({ bucket: IMAGE_BUCKET, id, fileName: category.fileName });
  return respond({ id });
});
