import { DomainError, type ErrorCode } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { approveProduct } from './approveProduct.ts';

/** How many products are approved at the same time. */
const AT_ONCE = 10;

/** A product to approve, with its `updatedAt` as the admin saw it. */
export type Approvable = { id: string; updatedAt?: string | undefined };

/** What became of one product: it is on sale, or why it is not. */
export type ApprovalResult =
  | { id: string; status: 'approved'; isApproved: true }
  | { id: string; error: string; code: ErrorCode };

/** Puts products on sale, each by itself: one that cannot be approved does not stop the others. Idempotent. */
export const approveProducts = async (products: Approvable[]): Promise<ApprovalResult[]> => {
  const results: ApprovalResult[] = [];
  for (let start = 0; start < products.length; start += AT_ONCE) {
    results.push(...(await Promise.all(products.slice(start, start + AT_ONCE).map(approvalOf))));
  }
  return results;
};

const approvalOf = async ({ id, updatedAt }: Approvable): Promise<ApprovalResult> => {
  try {
    await approveProduct(id, updatedAt);
    return { id, status: 'approved', isApproved: true };
  } catch (error) {
    if (error instanceof DomainError) return { id, error: error.message, code: error.code };
    log.error('product not approved', { error, id });
    return { id, error: 'The product could not be approved: try again.', code: 'UNAVAILABLE' };
  }
};
