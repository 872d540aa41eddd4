import { log } from '@ecommerce/shared/log.ts';
import { moveRefusal, type Product } from './product.ts';
import { markRejected } from './productStore.ts';
import { requestRejectionMail } from './rejectionMailRequest.ts';

/**
 * Rejects a product that waits for a decision, or takes one off sale, and requests the mail that tells its seller the reason. Doing it twice
 * with the same reason is doing it once, except that a mail that is not known to be sent is requested again; it is sent once.
 *
 * @returns the product and whether its seller has the mail, or gets it
 * @throws DomainError PRODUCT_NOT_FOUND, IMAGE_NOT_CHECKED, ALREADY_REJECTED (for another reason)
 */
export const rejectProduct = async (
  id: string,
  reason: string,
): Promise<{ product: Product; sellerMailed: boolean }> => {
  const { moved, product } = await markRejected(id, reason, new Date());
  if (!moved && (product.status !== 'rejected' || product.rejectionReason !== reason)) {
    throw moveRefusal(product.status);
  }
  const sellerMailed = product.rejectionMailedAt !== undefined || (await isMailRequested(product));
  return { product, sellerMailed };
};

/** A mail that cannot be requested never undoes the rejection: the seller sees the reason in `GET /my-products` all the same. */
const isMailRequested = async ({ id, rejectedAt = '' }: Product): Promise<boolean> => {
  try {
    await requestRejectionMail({ id, rejectedAt });
    return true;
  } catch (error) {
    log.error('rejection mail not requested', { error, id });
    return false;
  }
};
