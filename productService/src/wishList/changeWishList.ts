import { DomainError } from '@ecommerce/shared/errors.ts';
import { readOrderableProducts, readOrderableVariant } from '../product/orderableProducts.ts';
import { entriesOf, type WishEntry, type WishList, wishFor, wishView } from './wishList.ts';
import { putWish, readWishList } from './wishListStore.ts';

/**
 * Puts a variant that is on sale on a customer's wish list. Idempotent.
 *
 * @throws DomainError VARIANT_NOT_FOUND, WISH_LIST_FULL
 */
export const addWish = async (customerId: string, variantId: string): Promise<WishEntry> => {
  const variant = await readOrderableVariant(variantId);
  if (!variant) throw new DomainError('VARIANT_NOT_FOUND', 'There is no such variant on sale.');
  return { variantId, ...(await putWish(customerId, variantId, wishFor(variant, new Date()))) };
};

/** Returns a customer's wish list with current names, prices and stock, the last added first. */
export const viewWishList = async (customerId: string) => viewOf(await readWishList(customerId));

const viewOf = async (list: WishList | undefined) => {
  const entries = entriesOf(list);
  const variants = entries.length > 0 ? await readOrderableProducts(entries) : [];
  return entries.map((entry, index) => {
    const variant = variants[index];
    return wishView(entry, typeof variant === 'object' ? variant : undefined);
  });
};
