import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { PendingImages } from '@ecommerce/shared/pendingImages.ts';

const { CATEGORIES_TABLE, IMAGE_BUCKET } = readEnvironment({ CATEGORIES_TABLE: name, IMAGE_BUCKET: name });

/** Where categories that wait for an image, and their uploads, are. */
export const categoryImages: PendingImages = {
  table: CATEGORIES_TABLE,
  bucket: IMAGE_BUCKET,
  statusWithImage: 'published',
};
