import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { decideReview } from '../customerReview/changeCustomerReview.ts';
import { approveReviewRoute } from '../customerReview/customerReviewRoutes.ts';

/** Shows a review and counts it in its product’s rating. */
export const handler = httpHandler(approveReviewRoute, async ({ path: { id }, body }) => {
  const { productId, status } = await decideReview(id, 'approved', body?.createdAt);
  return respond({ id, productId, status });
});
