import type { CustomerReview, WrittenReview } from './customerReview.ts';

/** Returns a review as anyone sees it. */
export const publicReview = ({ id, content, createdAt }: WrittenReview) => ({ id, ...content, createdAt });

/** Returns a review as its author sees it, or a purchase that can be reviewed. */
export const ownReview = ({ id, productId, status, content, createdAt }: CustomerReview) => ({
  ...{ id, productId, status },
  ...content,
  createdAt,
});

/** Returns a review as staff see it. @param productName absent if the product is gone */
export const pendingReview = (review: WrittenReview, productName: string | undefined) => ({
  ...ownReview(review),
  productName,
});
