import type { AwaitedImages } from '@ecommerce/shared/awaitedImages.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';

const { CATEGORIES_TABLE, IMAGE_BUCKET } = readEnvironment({ CATEGORIES_TABLE: name, IMAGE_BUCKET: name });

/** The images that categories wait for. */
export const categoryImages: AwaitedImages = {
  table: CATEGORIES_TABLE,
  bucket: IMAGE_BUCKET,
  statusWithImage: 'published',
};
