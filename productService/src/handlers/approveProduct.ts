import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { approveProduct } from '../review/approveProduct.ts';
import { approveProductRoute } from '../review/reviewRoutes.ts';

/** `POST /products/{id}/approve` (staff) → 200 `{ id, status: "approved", isApproved: true }`, also for one approved before. */
export const handler = httpHandler(approveProductRoute, async ({ path: { id }, body }) => {
  await approveProduct(id, body?.updatedAt);
  return respond({ id, status: 'approved', isApproved: true });
});
