import { isStaff } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { deleteProduct } from '../product/productStore.ts';

/** `DELETE /products/{id}` (JWT: the seller's own; staff: any) → 200 `{ id }`; 404 for none, and for another's. */
export const handler = httpHandler({ path: PathId, auth: 'customer' }, async ({ path: { id }, caller }) => {
  if (!(await deleteProduct(id, isStaff(caller) ? undefined : caller.userId))) {
    throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
  }
  return ok({ id });
});
