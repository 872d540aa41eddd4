import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { removeReview } from '../customerReview/changeCustomerReview.ts';
import { deleteReviewRoute } from '../customerReview/customerReviewRoutes.ts';

/** Removes the caller's review of a product. */
export const handler = httpHandler(deleteReviewRoute, async ({ path: { id }, caller }) => {
  await removeReview(id, caller.userId);
  return respond({ id });
});
