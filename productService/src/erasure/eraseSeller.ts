import { log } from '@ecommerce/shared/log.ts';
import { deleteOriginals } from '../picture/pictureFiles.ts';
import type { Product } from '../product/product.ts';
import { listOfSeller } from '../product/productListsStore.ts';
import { deleteProduct } from '../product/productStore.ts';
import { eraseSellerOf } from '../product/productUpdateStore.ts';

/** Products of one page, which are handled at once. */
const PAGE = 25;

/**
 * Carries out what the deletion of an account means for what it has offered: products on sale stay, since the shop sells them, without their
 * seller's address and the files that the seller has sent, which may say where a picture was taken; all others are deleted with their
 * pictures. May be repeated.
 *
 * @param bucket the bucket of images
 */
export const eraseSeller = async (sellerId: string, bucket: string): Promise<void> => {
  let cursor: string | undefined;
  let products = 0;
  do {
    const { items, nextCursor } = await listOfSeller(sellerId, { limit: PAGE, cursor });
    await Promise.all(items.map((product) => eraseProduct(product, bucket)));
    products += items.length;
    cursor = nextCursor;
  } while (cursor !== undefined);
  log.info('seller erased', { sellerId, products });
};

const eraseProduct = async (product: Product, bucket: string): Promise<void> => {
  if (await eraseSellerOf(product.id)) await deleteOriginals(bucket, product);
  else await deleteProduct(product.id, product.sellerId);
};
