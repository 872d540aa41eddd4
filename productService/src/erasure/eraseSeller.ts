import { log } from '@ecommerce/shared/log.ts';
import { listOfSeller } from '../product/productListsStore.ts';
import { deleteProduct } from '../product/productStore.ts';
import { eraseSellerOf } from '../product/productUpdateStore.ts';

/** Products of one page, which are handled at once. */
const PAGE = 25;

/**
 * Carries out what the deletion of an account means for what it has offered: products on sale stay, since the shop sells them, without their
 * seller's address, and `indexProduct` deletes the pictures as the seller sent them; all others are deleted with their pictures. May be
 * repeated.
 */
export const eraseSeller = async (sellerId: string): Promise<void> => {
  let cursor: string | undefined;
  let products = 0;
  do {
    const { items, nextCursor } = await listOfSeller(sellerId, { limit: PAGE, cursor });
    await Promise.all(items.map(({ id }) => eraseProduct(id, sellerId)));
    products += items.length;
    cursor = nextCursor;
  } while (cursor !== undefined);
  log.info('seller erased', { sellerId, products });
};

const eraseProduct = async (id: string, sellerId: string): Promise<void> => {
  if (!(await eraseSellerOf(id))) await deleteProduct(id, sellerId);
};
