import { log } from '@ecommerce/shared/log.ts';
import { transitionError } from '../product/product.ts';
import { markRejected, type Rejection } from '../product/productStore.ts';
import { requestRejectionMail } from './rejectionMailRequest.ts';

/**
 * Rejects a product that waits for a decision, or takes one off sale, and requests an email to its seller with the reason. Idempotent for
 * the same reason. A repeated call requests the email again if it is not recorded as sent; it is still sent once.
 *
 * @returns whether the email to the seller was sent or will be
 * @throws DomainError PRODUCT_NOT_FOUND, IMAGE_NOT_CHECKED, ALREADY_REJECTED (for another reason), PRODUCT_IS_DRAFT, PRODUCT_ARCHIVED
 */
export const rejectProduct = async (id: string, reason: string): Promise<boolean> => {
  const now = new Date();
  const move = await markRejected(id, reason, now);
  if (move.moved) return isMailRequested({ id, rejectedAt: now.toISOString() });
  const { status, rejectionReason, rejectionMailedAt, rejectedAt = '' } = move.product;
  if (status !== 'rejected' || rejectionReason !== reason) throw transitionError(status);
  return rejectionMailedAt !== undefined || isMailRequested({ id, rejectedAt });
};

/** Requests the email. A failure does not undo the rejection: the seller sees the reason in `GET /my-products` anyway. */
const isMailRequested = async (rejection: Rejection): Promise<boolean> => {
  try {
    await requestRejectionMail(rejection);
    return true;
  } catch (error) {
    log.error('rejection email not requested', { error, id: rejection.id });
    return false;
  }
};
