import type { CustomerReview } from './customerReview.ts';

/** The sums of a product's approved reviews, from which its average follows exactly. */
export type RatingSums = { reviews: number; stars: number };

const NOTHING: RatingSums = { reviews: 0, stars: 0 };

/** Returns what a review adds to the rating of its product. */
const countOf = (review: CustomerReview | undefined): RatingSums =>
  review?.status === 'approved' && review.content ? { reviews: 1, stars: review.content.stars } : NOTHING;

/** Returns by what a rating changes when a review does; `undefined` if it does not. */
export const ratingChange = (before: CustomerReview, after: CustomerReview | undefined): RatingSums | undefined => {
  const [counted, counts] = [countOf(before), countOf(after)];
  const change = { reviews: counts.reviews - counted.reviews, stars: counts.stars - counted.stars };
  return change.reviews === 0 && change.stars === 0 ? undefined : change;
};

/** Returns a rating as anyone sees it; `undefined` for a product without reviews. */
export const ratingView = ({ reviews, stars }: RatingSums) =>
  reviews > 0 ? { average: Math.round((stars / reviews) * 100) / 100, count: reviews } : undefined;
