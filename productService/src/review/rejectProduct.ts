import { log } from '@ecommerce/shared/log.ts';
import { transitionError } from '../product/product.ts';
import { markRejected, type Rejection } from '../product/productStore.ts';
import { requestRejectionMail } from './rejectionMailRequest.ts';

/**
 * Rejects a product that waits for a decision, or takes one off sale, and requests the mail that tells its seller the reason. Doing it twice
 * with the same reason is doing it once, except that a mail that is not known to be sent is requested again; it is sent once.
 *
 * @returns whether its seller has the mail, or gets it
 * @throws DomainError PRODUCT_NOT_FOUND, IMAGE_NOT_CHECKED, ALREADY_REJECTED (for another reason)
 */
export const rejectProduct = async (id: string, reason: string): Promise<boolean> => {
  const now = new Date();
  const move = await markRejected(id, reason, now);
  if (move.moved) return isMailRequested({ id, rejectedAt: now.toISOString() });
  const { status, rejectionReason, rejectionMailedAt, rejectedAt = '' } = move.product;
  if (status !== 'rejected' || rejectionReason !== reason) throw transitionError(status);
  return rejectionMailedAt !== undefined || isMailRequested({ id, rejectedAt });
};

/** A mail that cannot be requested never undoes the rejection: the seller sees the reason in `GET /my-products` all the same. */
const isMailRequested = async (rejection: Rejection): Promise<boolean> => {
  try {
    await requestRejectionMail(rejection);
    return true;
  } catch (error) {
    log.error('rejection mail not requested', { error, id: rejection.id });
    return false;
  }
};
