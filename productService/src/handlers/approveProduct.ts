import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { ApproveProductBody } from '../product/productRequests.ts';
import { approveProduct } from '../review/approveProduct.ts';

/** `POST /products/{id}/approve` (staff) → 200 `{ id, status: "approved", isApproved: true }`, also for one approved before. */
export const handler = httpHandler(
  { path: PathId, body: ApproveProductBody, auth: 'staff' },
  async ({ path: { id }, body }) => {
    await approveProduct(id, body?.updatedAt);
    return ok({ id, status: 'approved', isApproved: true });
  },
);
