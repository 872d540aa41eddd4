import { moveRefusal, type Product } from './product.ts';
import { markApproved } from './productStore.ts';

/**
 * Puts a product on sale. Doing it twice is doing it once.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, IMAGE_NOT_CHECKED, ALREADY_REJECTED
 */
export const approveProduct = async (id: string): Promise<Product> => {
  const { moved, product } = await markApproved(id, new Date());
  if (!moved && product.status !== 'approved') throw moveRefusal(product.status);
  return product;
};
