import { DomainError } from '@ecommerce/shared/errors.ts';
import { type Product, transitionError } from '../product/product.ts';
import { getProduct, markApproved } from '../product/productStore.ts';
import { slugChoices } from '../slug/newSlugs.ts';

/** How often an approval is tried again after another write to the product came first. */
const ATTEMPTS = 4;

/**
 * Puts a product on sale, and gives it a slug for its name. Idempotent.
 *
 * @param seen the product's `updatedAt` as the admin saw it, so that changes by the seller since then are not approved unseen
 * @throws DomainError PRODUCT_NOT_FOUND, IMAGE_NOT_CHECKED, ALREADY_REJECTED, PRODUCT_IS_DRAFT, PRODUCT_ARCHIVED, PRODUCT_CHANGED, UNAVAILABLE
 */
export const approveProduct = async (id: string, seen?: string): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const product = await getProduct(id, { consistent: true });
    if (product?.status === undefined) throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
    if (product.status === 'approved') return;
    if (product.status !== 'pending') throw transitionError(product.status);
    if (seen !== undefined && product.updatedAt !== seen) {
      throw new DomainError('PRODUCT_CHANGED', 'The product has changed since: check it again.');
    }
    if (await isApproved(product)) return;
  }
  throw new DomainError('UNAVAILABLE', 'Other requests are changing the product at the same time: try again.');
};

/** Returns whether the approval was made: not if the product has changed in the meantime, or somebody has every slug. */
const isApproved = async (product: Product): Promise<boolean> => {
  const now = new Date();
  for (const slug of slugChoices(product, now)) {
    const move = await markApproved(product, slug, now);
    if (move.moved) return true;
    if (!('slugTaken' in move)) return false;
  }
  return false;
};
