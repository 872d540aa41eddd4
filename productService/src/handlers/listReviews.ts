import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listReviewsRoute } from '../customerReview/customerReviewRoutes.ts';
import { getRating, listApprovedReviews } from '../customerReview/customerReviewStore.ts';
import { publicReview } from '../customerReview/customerReviewViews.ts';

/** Returns a page of a product's approved reviews, newest first, with its rating. */
export const handler = httpHandler(listReviewsRoute, async ({ path: { id }, query }) => {
  const [{ items, nextCursor }, rating] = await Promise.all([listApprovedReviews(id, query), getRating(id)]);
  return respond({ reviews: items.map(publicReview), rating, nextCursor });
});
