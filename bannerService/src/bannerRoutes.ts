import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { UPLOAD_LIMIT } from '@ecommerce/shared/uploadLimit.ts';
import { CreateUploadUrlBody, ListBannersQuery } from './banner.ts';

export const createUploadUrlRoute = {
  route: 'POST /upload-url',
  auth: 'uploads',
  body: CreateUploadUrlBody,
  rateLimit: UPLOAD_LIMIT,
  errors: [],
} as const satisfies RouteDefinition;

export const listBannersRoute = {
  route: 'GET /banners',
  query: ListBannersQuery,
  maxAgeSeconds: 60,
  errors: [],
} as const satisfies RouteDefinition;

export const deleteBannerRoute = {
  route: 'DELETE /banners/{id}',
  auth: 'admin',
  path: PathId,
  errors: ['NOT_FOUND'],
} as const satisfies RouteDefinition;
