import { hashOf } from '@ecommerce/shared/idempotency.ts';

/** `unwritten`: bought, so that the customer may write a review. Only approved reviews are shown and counted. */
type ReviewStatus = 'unwritten' | 'pending' | 'approved' | 'rejected';

/** What a customer says about a product. */
export type ReviewContent = {
  /** 1 to 5. */
  stars: number;
  text?: string | undefined;
  /** What the customer wants to be called beside it; nobody is named without. */
  name?: string | undefined;
};

/** The row of a customer and a product that the customer has bought. */
export type CustomerReview = {
  /** Derived from product and customer, so that there is one of both, and says nothing about the customer. */
  id: string;
  productId: string;
  /** The `sub` of the account. */
  authorId: string;
  status: ReviewStatus;
  content?: ReviewContent;
  /** When `content` was written; before that, when the product was sent. ISO 8601. */
  createdAt: string;
  /** Incremented by each change. */
  version: number;
};

/** A review that has been written. */
export type WrittenReview = CustomerReview & { content: ReviewContent };

/** Returns the id of a customer's review of a product. */
export const reviewIdOf = (productId: string, authorId: string): string => hashOf({ productId, authorId });

/** Returns whether a review has been written. */
export const isWritten = (review: CustomerReview): review is WrittenReview => review.content !== undefined;

/** Returns the row by which a customer may review a product that was sent at `at`. */
export const unwrittenReview = (productId: string, authorId: string, at: string): CustomerReview => ({
  id: reviewIdOf(productId, authorId),
  productId,
  authorId,
  status: 'unwritten',
  createdAt: at,
  version: 0,
});

/** Returns a review with other content, which staff have not seen yet. The same content is no change. */
export const rewritten = (review: CustomerReview, content: ReviewContent, now: Date): CustomerReview => {
  const { stars, text, name } = review.content ?? {};
  if (stars === content.stars && text === content.text && name === content.name) return review;
  return { ...review, status: 'pending', content, createdAt: now.toISOString() };
};

/** Returns a review without its content, so that its author may write another. */
export const withdrawn = ({ content: _content, ...review }: CustomerReview): CustomerReview => ({
  ...review,
  status: 'unwritten',
});
