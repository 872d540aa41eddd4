import { deleteImage } from '@ecommerce/shared/imageUploads.ts';
import { log } from '@ecommerce/shared/log.ts';
import { deleteVariantsOf } from '../product/deletedVariants.ts';
import type { Product } from '../product/product.ts';
import type { ProductRecord } from '../product/productRecords.ts';
import { getProduct } from '../product/productStore.ts';
import { indexChange } from './indexEntries.ts';
import { changeIndex } from './searchIndexStore.ts';

/**
 * Brings the search index up to date with a product's last write, and deletes images that the product no longer uses and, of a deleted
 * product, what its variants have left. Idempotent: if it fails halfway, the next attempt completes it.
 *
 * @param bucket the bucket of published images
 */
export const indexProduct = async ({ id, before, between, after }: ProductRecord, bucket: string): Promise<void> => {
  const change = indexChange(before, after, between);
  await changeIndex(change);
  if (change.puts.length + change.deletes.length > 0) {
    log.info('search index changed', { id, put: change.puts.length, deleted: change.deletes.length });
  }
  const last = between.at(-1) ?? before;
  if (!after && last?.status !== undefined) await deleteVariantsOf(last);
  const shown = [before, ...between].flatMap((state) => (state?.imageUrl === undefined ? [] : state));
  const byImage = new Map(shown.map((state) => [state.imageUrl, state]));
  for (const state of byImage.values()) if (!shows(after, state)) await removeImage(state, bucket);
};

/** Deletes an image, unless the product was offered again with its old id and uses the same image. */
const removeImage = async (state: Product, bucket: string): Promise<void> => {
  const { id, fileName, imageVersion } = state;
  if (shows(await getProduct(id, { consistent: true }), state)) return;
  await deleteImage({ bucket, id, fileName, ...(imageVersion === undefined ? {} : { version: imageVersion }) });
  log.info('image deleted', { id });
};

const shows = (product: Product | undefined, { fileName, imageVersion }: Product): boolean =>
  product?.fileName === fileName && product.imageVersion === imageVersion;
