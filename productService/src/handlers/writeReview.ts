import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { writeReview } from '../customerReview/changeCustomerReview.ts';
import { writeReviewRoute } from '../customerReview/customerReviewRoutes.ts';
import { ownReview } from '../customerReview/customerReviewViews.ts';

/** Writes or replaces the caller's review of a product. */
export const handler = httpHandler(writeReviewRoute, async ({ path: { id }, body, caller }) =>
  respond(ownReview(await writeReview({ productId: id, authorId: caller.userId }, body))),
);
