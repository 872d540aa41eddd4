import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { approveProduct } from '../review/approveProduct.ts';
import { approveProductRoute } from '../review/reviewRoutes.ts';

/** Puts a product on sale. Approving it again changes nothing. */
export const handler = httpHandler(approveProductRoute, async ({ path: { id }, body }) => {
  await approveProduct(id, body?.updatedAt);
  return respond({ id, status: 'approved', isApproved: true });
});
