import type { ExportSections } from '@ecommerce/shared/personalData/exporter.ts';
import { listReviewsOf } from '../customerReview/customerReviewStore.ts';
import { ownReview } from '../customerReview/customerReviewViews.ts';
import { entriesOf } from '../wishList/wishList.ts';
import { readWishList } from '../wishList/wishListStore.ts';

/** What this service holds about an account as a customer. */
export const shopperSections: ExportSections = {
  reviews: async (authorId, page) => {
    const { items, ...next } = await listReviewsOf(authorId, page);
    return { ...next, items: items.map(ownReview) };
  },
  wishList: async (customerId) => ({ items: entriesOf(await readWishList(customerId)) }),
};
