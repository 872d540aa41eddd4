import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { deleteProduct } from '../product/productStore.ts';

/** `DELETE /products/{id}` (JWT: the seller's own; an admin: any) → 200 `{ id }`; 404 for none, and for another's. */
export const handler = httpHandler({ path: PathId, auth: 'customer' }, async ({ path: { id }, caller }) => {
  const isAdmin = caller.groups.includes('admin');
  if (!(await deleteProduct(id, isAdmin ? undefined : caller.userId))) {
    throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
  }
  return ok({ id });
});
