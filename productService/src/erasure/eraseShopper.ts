import { log } from '@ecommerce/shared/log.ts';
import { changeReview, listReviewsOf } from '../customerReview/customerReviewStore.ts';

/** Rows of one page, which are handled at once. */
const PAGE = 25;

/**
 * Carries out what the deletion of an account means for what its owner has done as a customer: reviews are deleted, since people write about
 * themselves in them, and no longer count. May be repeated.
 */
export const eraseShopper = async (customerId: string): Promise<void> => {
  let cursor: string | undefined;
  let reviews = 0;
  do {
    const { items, nextCursor } = await listReviewsOf(customerId, { limit: PAGE, cursor });
    await Promise.all(items.map(({ id }) => changeReview(id, () => undefined)));
    reviews += items.length;
    cursor = nextCursor;
  } while (cursor !== undefined);
  log.info('shopper erased', { customerId, reviews });
};
