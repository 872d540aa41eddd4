import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { UPLOAD_LIMIT } from '@ecommerce/shared/uploadLimit.ts';
import { CategoryPatch, CreateUploadUrlBody, ListCategoriesQuery } from './category.ts';

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
  errors: ['NOT_FOUND', 'CATEGORY_HAS_CHILDREN', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const getCategoryTreeRoute = {
  route: 'GET /categories/tree',
  maxAgeSeconds: 60,
  errors: [],
} as const satisfies RouteDefinition;

export const changeCategoryRoute = {
  route: 'PATCH /categories/{id}',
  auth: 'admin',
  path: PathId,
  body: CategoryPatch,
  errors: ['NOT_FOUND', 'CATEGORY_TREE_FULL', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
