import type { ExportSections } from '@ecommerce/shared/personalData/exporter.ts';
import { listReviewsOf } from '../customerReview/customerReviewStore.ts';
import { ownReview } from '../customerReview/customerReviewViews.ts';
import type { StockAlert } from '../stockAlert/stockAlert.ts';
import { listAlertsOf } from '../stockAlert/stockAlertStore.ts';
import { entriesOf } from '../wishList/wishList.ts';
import { readWishList } from '../wishList/wishListStore.ts';

/** What this service holds about an account as a customer. */
export const shopperSections: ExportSections = {
  reviews: async (authorId, page) => {
    const { items, ...next } = await listReviewsOf(authorId, page);
    return { ...next, items: items.map(ownReview) };
  },
  stockAlerts: async (customerId) => ({ items: (await listAlertsOf(customerId)).map(exportedAlert) }),
  wishList: async (customerId) => ({ items: entriesOf(await readWishList(customerId)) }),
};

/** An alert without its keys. */
const exportedAlert = ({ variantId, productId, askedAt, email, locale, status }: StockAlert) => ({
  ...{ variantId, productId, askedAt, email, locale, status },
});
