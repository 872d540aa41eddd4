import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { ApproveProductBody, ApproveProductsBody, PageQuery, RejectProductBody } from '../product/productRequests.ts';

export const listPendingProductsRoute = {
  route: 'GET /products/pending',
  auth: 'staff',
  query: PageQuery,
  errors: [],
} as const satisfies RouteDefinition;

export const approveProductRoute = {
  route: 'POST /products/{id}/approve',
  auth: 'staff',
  path: PathId,
  body: ApproveProductBody,
  errors: [
    'PRODUCT_NOT_FOUND',
    'IMAGE_NOT_CHECKED',
    'ALREADY_REJECTED',
    'PRODUCT_CHANGED',
    'PRODUCT_IS_DRAFT',
    'PRODUCT_ARCHIVED',
    'UNAVAILABLE',
  ],
} as const satisfies RouteDefinition;

export const approveProductsRoute = {
  route: 'POST /products/approve',
  auth: 'staff',
  body: ApproveProductsBody,
  errors: [],
} as const satisfies RouteDefinition;

export const rejectProductRoute = {
  route: 'POST /products/{id}/reject',
  auth: 'staff',
  path: PathId,
  body: RejectProductBody,
  errors: ['PRODUCT_NOT_FOUND', 'IMAGE_NOT_CHECKED', 'ALREADY_REJECTED', 'PRODUCT_IS_DRAFT', 'PRODUCT_ARCHIVED'],
} as const satisfies RouteDefinition;
