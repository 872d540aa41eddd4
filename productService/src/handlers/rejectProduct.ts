import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { RejectProductBody } from '../product/productRequests.ts';
import { rejectProduct } from '../review/rejectProduct.ts';

/** `POST /products/{id}/reject` (staff) → 200 `{ id, status: "rejected", isApproved: false, rejectionReason, sellerMailed }`. */
export const handler = httpHandler(
  { path: PathId, body: RejectProductBody, auth: 'staff' },
  async ({ path: { id }, body }) => {
    const sellerMailed = await rejectProduct(id, body.reason);
    return ok({ id, status: 'rejected', isApproved: false, rejectionReason: body.reason, sellerMailed });
  },
);
