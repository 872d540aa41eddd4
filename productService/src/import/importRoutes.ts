import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { CreateImportBody } from './importRequests.ts';

export const createImportRoute = {
  route: 'POST /imports',
  auth: 'staff',
  body: CreateImportBody,
  idempotencyKey: true,
  status: 201,
  errors: ['EMAIL_NOT_VERIFIED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const getImportRoute = {
  route: 'GET /imports/{id}',
  auth: 'staff',
  path: PathId,
  errors: ['IMPORT_NOT_FOUND'],
} as const satisfies RouteDefinition;
