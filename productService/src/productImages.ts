import type { AwaitedImages } from '@ecommerce/shared/awaitedImages.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { DECIDED } from './product.ts';

const { IMAGE_BUCKET, PRODUCTS_TABLE, STOCK_TABLE } = readEnvironment({
  IMAGE_BUCKET: name,
  PRODUCTS_TABLE: name,
  STOCK_TABLE: name,
});

/** The images that products wait for. */
export const productImages: AwaitedImages = {
  table: PRODUCTS_TABLE,
  bucket: IMAGE_BUCKET,
  statusWithImage: 'pending',
  undecidedBy: DECIDED,
  companion: { table: STOCK_TABLE, key: 'variantId', undecidedBy: 'sellable' },
};
