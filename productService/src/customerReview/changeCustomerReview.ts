import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import {
  type CustomerReview,
  isWritten,
  type ReviewContent,
  reviewIdOf,
  rewritten,
  type WrittenReview,
  withdrawn,
} from './customerReview.ts';
import { changeReview } from './customerReviewStore.ts';

/**
 * Writes a customer's review of a product, or replaces it. It is shown and counted once staff have approved it. Idempotent.
 *
 * @throws DomainError PURCHASE_REQUIRED for a product that the customer has not bought
 */
export const writeReview = async (
  { productId, authorId }: { productId: string; authorId: string },
  content: ReviewContent,
): Promise<WrittenReview> => {
  const review = await changeReview(reviewIdOf(productId, authorId), (row) => rewritten(row, content, new Date()));
  if (review && isWritten(review)) return review;
  throw new DomainError('PURCHASE_REQUIRED', 'Only customers to whom the product was sent can review it.');
};

/**
 * Removes an author's review; the author may write another one. Idempotent.
 *
 * @throws DomainError NOT_FOUND, also for another author's review
 */
export const removeReview = async (id: string, authorId: string): Promise<void> => {
  const review = await changeReview(id, (row) => {
    if (row.authorId !== authorId) throw reviewNotFound();
    return isWritten(row) ? withdrawn(row) : row;
  });
  if (!review) throw reviewNotFound();
};

/**
 * Shows and counts a review, or no longer does. Staff may change their decision; the same decision again changes nothing.
 *
 * @param seen the review's `createdAt` as staff saw it, so that what its author has written since is not decided on unseen
 * @throws DomainError NOT_FOUND, REVIEW_CHANGED
 */
export const decideReview = async (
  id: string,
  decision: 'approved' | 'rejected',
  seen?: string,
): Promise<WrittenReview> => {
  const review = await changeReview(id, (row) => decided(row, decision, seen));
  if (!review || !isWritten(review)) throw reviewNotFound();
  log.info('review decided on', { id, productId: review.productId, decision });
  return review;
};

const decided = (row: CustomerReview, status: 'approved' | 'rejected', seen?: string): CustomerReview => {
  if (!isWritten(row)) throw reviewNotFound();
  if (seen !== undefined && row.createdAt !== seen) {
    throw new DomainError('REVIEW_CHANGED', 'The review has changed since: read it again.');
  }
  return row.status === status ? row : { ...row, status };
};

const reviewNotFound = () => new DomainError('NOT_FOUND', 'There is no such review.');
