import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listPendingReviewsRoute } from '../customerReview/customerReviewRoutes.ts';
import { listPendingReviews } from '../customerReview/customerReviewStore.ts';
import { pendingReview } from '../customerReview/customerReviewViews.ts';
import { getProducts } from '../product/productStore.ts';

/** Returns a page of the reviews that wait for a decision, oldest first. */
export const handler = httpHandler(listPendingReviewsRoute, async ({ query }) => {
  const { items, nextCursor } = await listPendingReviews(query);
  const products = await getProducts(items.map(({ productId }) => productId));
  const names = new Map(products.map(({ id, productName }) => [id, productName]));
  return respond({ reviews: items.map((review) => pendingReview(review, names.get(review.productId))), nextCursor });
});
