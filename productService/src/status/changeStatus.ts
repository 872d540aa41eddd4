import { type Caller, isStaff } from '@ecommerce/shared/auth.ts';
import { applyChange } from '../product/applyChange.ts';
import { keyedRequest } from '../product/keyedRequest.ts';
import type { DetailedProduct } from '../product/product.ts';
import { planArchiving, planRestoring, planSubmission } from './statusChange.ts';

/*
 * Each of these functions changes a seller's own product, or any product for staff, and is idempotent: repeating it finds the product in
 * the status that it asks for.
 */

/**
 * Submits a draft, which then waits for an admin's decision.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, IMAGE_NOT_CHECKED, ALREADY_REJECTED, PRODUCT_ARCHIVED, UNAVAILABLE
 */
export const submitProduct = (caller: Caller, id: string): Promise<DetailedProduct> => {
  const request = keyedRequest('submit', undefined, new Date());
  return applyChange(caller, id, request, (product) => planSubmission(product, request));
};

/**
 * Archives a product: it is off sale and keeps its stock.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, PRODUCT_IS_DRAFT, IMAGE_NOT_CHECKED, ALREADY_REJECTED, UNAVAILABLE
 */
export const archiveProduct = (caller: Caller, id: string): Promise<DetailedProduct> => {
  const request = keyedRequest('archive', undefined, new Date());
  return applyChange(caller, id, request, (product) => {
    const byStaff = isStaff(caller) && product.sellerId !== caller.userId;
    return planArchiving(product, request, { byStaff });
  });
};

/**
 * Restores an archived product: it is on sale again, or waits for an admin's decision.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, UNAVAILABLE
 */
export const restoreProduct = (caller: Caller, id: string): Promise<DetailedProduct> => {
  const request = keyedRequest('restore', undefined, new Date());
  return applyChange(caller, id, request, (product) => planRestoring(product, request, { byStaff: isStaff(caller) }));
};
