import { type Step, stepsOf } from './step.ts';

const step = stepsOf('productService', 'customerToken');
const product = { id: '{{productId}}' };
const path = { id: '{{reviewId}}' };
const decision = { path, token: 'adminToken', withoutBody: true } as const;

/** What the customer thinks of the shoes that have arrived. */
export const reviewSteps: readonly Step[] = [
  step('The customer sees what can be reviewed', 'GET /my-reviews', {
    until: "json.reviews.some(({ productId }) => productId === pm.collectionVariables.get('productId'))",
  }),
  step('The customer reviews the shoes', 'POST /products/{id}/reviews', {
    path: product,
    status: 201,
    holds: { waits: "json.status === 'pending'" },
    save: { reviewId: 'json.id' },
  }),
  step('Staff see what waits', 'GET /reviews/pending', { token: 'adminToken' }),
  step('Staff approve the review', 'POST /reviews/{id}/approve', {
    ...decision,
    holds: { 'is shown': "json.status === 'approved'" },
  }),
  step('Anyone reads the review', 'GET /products/{id}/reviews', {
    path: product,
    until: "json.reviews.some(({ id }) => id === pm.collectionVariables.get('reviewId'))",
  }),
  step('Staff change their mind', 'POST /reviews/{id}/reject', decision),
  step('The customer removes the review', 'DELETE /reviews/{id}', { path }),
];
