import { DomainError } from '@ecommerce/shared/errors.ts';
import { transitionError } from '../product/product.ts';
import { markApproved } from '../product/productStore.ts';

/**
 * Puts a product on sale. Idempotent.
 *
 * @param seen the product's `updatedAt` as the admin saw it, so that changes by the seller since then are not approved unseen
 * @throws DomainError PRODUCT_NOT_FOUND, IMAGE_NOT_CHECKED, ALREADY_REJECTED, PRODUCT_CHANGED
 */
export const approveProduct = async (id: string, seen?: string): Promise<void> => {
  const move = await markApproved(id, new Date(), seen);
  if (move.moved || move.product.status === 'approved') return;
  if (move.product.status === 'pending') {
    throw new DomainError('PRODUCT_CHANGED', 'The product has changed since: check it again.');
  }
  throw transitionError(move.product.status);
};
