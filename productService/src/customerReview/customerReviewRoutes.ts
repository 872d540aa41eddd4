import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { DecideReviewBody, ReviewsQuery, WriteReviewBody } from './customerReviewRequests.ts';

export const listReviewsRoute = {
  route: 'GET /products/{id}/reviews',
  path: PathId,
  query: ReviewsQuery,
  maxAgeSeconds: 10,
  errors: [],
} as const satisfies RouteDefinition;

export const writeReviewRoute = {
  route: 'POST /products/{id}/reviews',
  auth: 'customer',
  path: PathId,
  body: WriteReviewBody,
  status: 201,
  errors: ['PURCHASE_REQUIRED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const listMyReviewsRoute = {
  route: 'GET /my-reviews',
  auth: 'customer',
  query: ReviewsQuery,
  errors: [],
} as const satisfies RouteDefinition;

export const deleteReviewRoute = {
  route: 'DELETE /reviews/{id}',
  auth: 'customer',
  path: PathId,
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const listPendingReviewsRoute = {
  route: 'GET /reviews/pending',
  auth: 'staff',
  query: ReviewsQuery,
  errors: [],
} as const satisfies RouteDefinition;

export const approveReviewRoute = {
  route: 'POST /reviews/{id}/approve',
  auth: 'staff',
  path: PathId,
  body: DecideReviewBody,
  errors: ['NOT_FOUND', 'REVIEW_CHANGED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const rejectReviewRoute = {
  route: 'POST /reviews/{id}/reject',
  auth: 'staff',
  path: PathId,
  body: DecideReviewBody,
  errors: ['NOT_FOUND', 'REVIEW_CHANGED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
