import { isStaff } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { deleteProductRoute } from '../product/productRoutes.ts';
import { deleteProduct } from '../product/productStore.ts';

/** Deletes a seller's own product; for staff, any product. */
export const handler = httpHandler(deleteProductRoute, async ({ path: { id }, caller }) => {
  if (!(await deleteProduct(id, isStaff(caller) ? undefined : caller.userId))) {
    throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
  }
  return respond({ id });
});
