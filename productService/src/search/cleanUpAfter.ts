import { isDeepStrictEqual } from 'node:util';
import { log } from '@ecommerce/shared/log.ts';
import { deleteImageFiles, deleteOriginals } from '../picture/pictureFiles.ts';
import { deleteVariantsOf } from '../product/deletedVariants.ts';
import type { Product } from '../product/product.ts';
import { imagesOf, type ProductImage } from '../product/productImage.ts';
import type { ProductRecord } from '../product/productRecords.ts';
import { getProduct } from '../product/productStore.ts';
import { documentOf } from '../searchEngine/searchDocument.ts';
import { droppedSlugs } from '../slug/slug.ts';
import { freeSlugs } from '../slug/slugStore.ts';

/**
 * Returns whether a product's writes changed what the index knows of it. States in between count too: an earlier, smaller batch may have
 * ended with one of them.
 */
export const concernsIndex = ({ before, between, after }: ProductRecord): boolean => {
  try {
    const indexed = documentOf(before);
    return [...between, after].some((state) => !isDeepStrictEqual(documentOf(state), indexed));
  } catch {
    return true; // one of the states cannot be indexed
  }
};

/**
 * Deletes images that a product no longer uses after its last write and, of a deleted product, what its variants have left. Idempotent.
 *
 * @param bucket the bucket of published images
 */
export const cleanUpAfter = async ({ id, before, between, after }: ProductRecord, bucket: string): Promise<void> => {
  const last = between.at(-1) ?? before;
  if (!after && last?.status !== undefined) await deleteVariantsOf(last);
  await freeSlugs(
    id,
    droppedSlugs(
      after?.slugs ?? [],
      [before, ...between].flatMap((state) => state?.slugs ?? []),
    ),
  );
  if (after?.email === '' && before?.email !== '') await deleteOriginals(bucket, after); // its seller's account was deleted
  for (const image of unused(after, [before, ...between])) await removeImage(id, image, bucket);
};

/** Returns the images that a product had in earlier states and has no more. */
const unused = (after: Product | undefined, earlier: (Product | undefined)[]): ProductImage[] => {
  const had = earlier.flatMap((state) => (state?.status === undefined ? [] : imagesOf(state)));
  const byUrl = new Map(had.map((image) => [image.url, image]));
  return [...byUrl.values()].filter((image) => !shows(after, image));
};

/** Deletes the files of an image, unless the product was offered again with its old id and uses the same image. */
const removeImage = async (id: string, image: ProductImage, bucket: string): Promise<void> => {
  if (shows(await getProduct(id, { consistent: true }), image)) return;
  await deleteImageFiles(bucket, id, image);
  log.info('image deleted', { id, imageId: image.id });
};

const shows = (product: Product | undefined, { url }: ProductImage): boolean =>
  product !== undefined && imagesOf(product).some((image) => image.url === url);
