import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { PendingImages } from '@ecommerce/shared/pendingImages.ts';

const { IMAGE_BUCKET, PRODUCTS_TABLE, STOCK_TABLE } = readEnvironment({
  IMAGE_BUCKET: name,
  PRODUCTS_TABLE: name,
  STOCK_TABLE: name,
});

/** Where products that wait for an image, their uploads and their stock are. */
export const productImages: PendingImages = {
  table: PRODUCTS_TABLE,
  bucket: IMAGE_BUCKET,
  statusWithImage: 'pending',
  companion: { table: STOCK_TABLE, key: 'variantId' },
};
