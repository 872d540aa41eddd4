import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { UPLOAD_LIMIT } from '@ecommerce/shared/uploadLimit.ts';
import { CreateUploadUrlBody, ListCategoriesQuery } from './category.ts';

export const createUploadUrlRoute = {
  route: 'POST /upload-url',
  auth: 'uploads',
  body: CreateUploadUrlBody,
  rateLimit: UPLOAD_LIMIT,
  errors: [],
} as const satisfies RouteDefinition;

export const listCategoriesRoute = {
  route: 'GET /categories',
  query: ListCategoriesQuery,
  maxAgeSeconds: 60,
  errors: [],
} as const satisfies RouteDefinition;

export const deleteCategoryRoute = {
  route: 'DELETE /categories/{id}',
  auth: 'admin',
  path: PathId,
  errors: ['NOT_FOUND'],
} as const satisfies RouteDefinition;
