import { answered, deletion, pageOf } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import {
  approveReviewRoute,
  deleteReviewRoute,
  listMyReviewsRoute,
  listPendingReviewsRoute,
  listReviewsRoute,
  rejectReviewRoute,
  writeReviewRoute,
} from '../src/customerReview/customerReviewRoutes.ts';
import * as answers from './answers.ts';
import { product, id as productId } from './examples.ts';

const id = 'pJ0xbqXGq3n2w0C1V7m5dA';
const content = { stars: 5, text: 'Light, and they fit.', name: 'Ann' };
const createdAt = '2026-11-27T10:15:00.000Z';
const review = { id, productId, status: 'pending', ...content, createdAt };
const decision = { path: { id }, body: { createdAt } };

/** What customers think of products. */
export const reviewing: RouteDescription[] = [
  {
    definition: listReviewsRoute,
    summary: 'The approved reviews of a product, newest first, with its rating',
    description: 'Empty for a product that does not exist.',
    example: { path: { id: productId } },
    answer: answered('A page of reviews; `nextCursor` where there are more.', answers.ReviewList, {
      reviews: [{ id, ...content, createdAt }],
      rating: { average: 4.67, count: 3 },
    }),
  },
  {
    definition: writeReviewRoute,
    summary: 'Write or replace one’s review of a product',
    description:
      'For customers to whom the product was sent. Each has one review of a product; another one replaces it, and is shown and counted once staff have approved it. The same review again changes nothing. The author is not named unless `name` says how.',
    example: { path: { id: productId }, body: content },
    answer: answered('The review, which waits for a decision.', answers.WrittenReview, review),
  },
  {
    definition: listMyReviewsRoute,
    summary: 'The caller’s own reviews, and purchases that can be reviewed, newest first',
    answer: pageOf('reviews', answers.OwnReviewList, review),
  },
  {
    definition: deleteReviewRoute,
    summary: 'Remove one’s own review',
    description: 'It is no longer shown or counted. Another one may be written.',
    ...deletion(answers.Deletion, id),
  },
];

/** What staff decide on. */
export const moderating: RouteDescription[] = [
  {
    definition: listPendingReviewsRoute,
    summary: 'Reviews that wait for a decision, the longest waiting first',
    answer: pageOf('reviews', answers.PendingReviewList, { ...review, productName: product.productName }),
  },
  {
    definition: approveReviewRoute,
    summary: 'Show a review, and count it',
    description:
      'Also one that was rejected. Repeating the request changes nothing. With the `createdAt` that the caller saw, a text that its author has written since is not decided on.',
    example: decision,
    answer: answered('It is shown.', answers.DecidedReview, { id, productId, status: 'approved' }),
  },
  {
    definition: rejectReviewRoute,
    summary: 'Reject a review, or no longer show it',
    description: 'As for approving. The author sees the status, and is not emailed.',
    example: decision,
    answer: answered('It is not shown.', answers.DecidedReview, { id, productId, status: 'rejected' }),
  },
];
