import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { approveProduct } from '../approveProduct.ts';

/** `POST /products/{id}/approve` (admin) → 200 `{ id, status: "approved", isApproved: true }`, also for one approved before. */
export const handler = httpHandler({ path: PathId, auth: 'admin' }, async ({ path: { id } }) => {
  const { status } = await approveProduct(id);
  return ok({ id, status, isApproved: true });
});
