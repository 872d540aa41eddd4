import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { deleteImage } from '@ecommerce/shared/imageUploads.ts';
import { deleteBannerRoute } from '../bannerRoutes.ts';
import { deleteBanner } from '../bannerStore.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/** Deletes the row first, so that no listed banner lacks its image. */
export const handler = httpHandler(deleteBannerRoute, async ({ path: { id } }) => {
  const banner = await deleteBanner(id);
  if (!banner) throw new DomainError('NOT_FOUND', 'There is no such banner.');
  await deleteImage({ bucket: IMAGE_BUCKET, id, fileName: banner.fileName });
  return respond({ id });
});
