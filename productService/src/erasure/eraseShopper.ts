import { log } from '@ecommerce/shared/log.ts';
import { changeReview, listReviewsOf } from '../customerReview/customerReviewStore.ts';
import { listAlertsOf } from '../stockAlert/stockAlertStore.ts';
import { withdrawAlert } from '../stockAlert/withdrawAlert.ts';
import { deleteWishList } from '../wishList/wishListStore.ts';

/** Rows of one page, which are handled at once. */
const PAGE = 25;

/**
 * Carries out what the deletion of an account means for what its owner has done as a customer: reviews are deleted, since people write about
 * themselves in them, and no longer count; so are the wish list and what the owner waits for. May be repeated.
 */
export const eraseShopper = async (customerId: string): Promise<void> => {
  const [reviews] = await Promise.all([
    deleteReviewsOf(customerId),
    deleteWishList(customerId),
    withdrawAlerts(customerId),
  ]);
  log.info('shopper erased', { customerId, reviews });
};

const withdrawAlerts = async (customerId: string): Promise<void> => {
  for (const { variantId } of await listAlertsOf(customerId)) await withdrawAlert(customerId, variantId);
};

/** Returns how many there were. */
const deleteReviewsOf = async (customerId: string): Promise<number> => {
  let cursor: string | undefined;
  let reviews = 0;
  do {
    const { items, nextCursor } = await listReviewsOf(customerId, { limit: PAGE, cursor });
    await Promise.all(items.map(({ id }) => changeReview(id, () => undefined)));
    reviews += items.length;
    cursor = nextCursor;
  } while (cursor !== undefined);
  return reviews;
};
