import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { CreateDraftBody, CreateUploadUrlBody } from './productOffer.ts';

export const createUploadUrlRoute = {
  route: 'POST /get-upload-url',
  auth: 'customer',
  body: CreateUploadUrlBody,
  idempotencyKey: true,
  errors: ['EMAIL_NOT_VERIFIED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const createDraftRoute = {
  route: 'POST /products',
  auth: 'customer',
  body: CreateDraftBody,
  idempotencyKey: true,
  status: 201,
  errors: ['EMAIL_NOT_VERIFIED', 'PRODUCT_NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
