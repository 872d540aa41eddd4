import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { CreateUploadUrlBody } from './productOffer.ts';

export const createUploadUrlRoute = {
  route: 'POST /get-upload-url',
  auth: 'customer',
  body: CreateUploadUrlBody,
  idempotencyKey: true,
  errors: ['EMAIL_NOT_VERIFIED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
