import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listMyReviewsRoute } from '../customerReview/customerReviewRoutes.ts';
import { listReviewsOf } from '../customerReview/customerReviewStore.ts';
import { ownReview } from '../customerReview/customerReviewViews.ts';

/** Returns a page of what the caller has reviewed or may review, newest first. */
export const handler = httpHandler(listMyReviewsRoute, async ({ query, caller }) => {
  const { items, nextCursor } = await listReviewsOf(caller.userId, query);
  return respond({ reviews: items.map(ownReview), nextCursor });
});
