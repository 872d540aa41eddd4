import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rejectProduct } from '../review/rejectProduct.ts';
import { rejectProductRoute } from '../review/reviewRoutes.ts';

/** Rejects a product, or takes it off sale. */
export const handler = httpHandler(rejectProductRoute, async ({ path: { id }, body }) => {
  const sellerMailed = await rejectProduct(id, body.reason);
  return respond({ id, status: 'rejected', isApproved: false, rejectionReason: body.reason, sellerMailed });
});
