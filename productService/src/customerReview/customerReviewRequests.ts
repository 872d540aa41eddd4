import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { multiLineText, singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';

/** Body of `POST /products/{id}/reviews`. */
export const WriteReviewBody = z.strictObject({
  stars: z.int().min(1).max(5),
  text: multiLineText(4000).optional(),
  name: singleLineText(40)
    .meta({ description: 'What the author wants to be called beside the review. Without it, nobody is named.' })
    .optional(),
});

/** Body of the decisions on a review, if there is one: its `createdAt` as staff saw it. */
export const DecideReviewBody = z.strictObject({ createdAt: z.iso.datetime().optional() }).optional();

/** Query of a list of reviews. */
export const ReviewsQuery = z.strictObject(pageParameters());
