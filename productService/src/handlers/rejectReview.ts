import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { decideReview } from '../customerReview/changeCustomerReview.ts';
import { rejectReviewRoute } from '../customerReview/customerReviewRoutes.ts';

/** Rejects a review, or no longer shows it. */
export const handler = httpHandler(rejectReviewRoute, async ({ path: { id }, body }) => {
  const { productId, status } = await decideReview(id, 'rejected', body?.createdAt);
  return respond({ id, productId, status });
});
