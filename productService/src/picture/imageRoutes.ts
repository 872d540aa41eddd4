import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { ImagePath, NewImageBody, PatchImageBody } from './imageRequests.ts';

export const addImageRoute = {
  route: 'POST /products/{id}/images',
  auth: 'customer',
  path: PathId,
  body: NewImageBody,
  idempotencyKey: true,
  status: 201,
  errors: ['PRODUCT_NOT_FOUND', 'TOO_MANY_IMAGES', 'IMAGE_NOT_CHECKED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const changeImageRoute = {
  route: 'PATCH /products/{id}/images/{imageId}',
  auth: 'customer',
  path: ImagePath,
  body: PatchImageBody,
  idempotencyKey: true,
  errors: ['PRODUCT_NOT_FOUND', 'IMAGE_NOT_FOUND', 'IMAGE_NOT_CHECKED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const deleteImageRoute = {
  route: 'DELETE /products/{id}/images/{imageId}',
  auth: 'customer',
  path: ImagePath,
  errors: ['PRODUCT_NOT_FOUND', 'IMAGE_NOT_FOUND', 'LAST_IMAGE', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
